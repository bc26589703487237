using System.Threading.Channels;
using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts.Audit;

namespace TokenAspire.Issuer.Audit;

/// <summary>
/// Stores events in batches, as fast as Postgres takes them, and all that are waiting when the issuer is told to stop. A
/// process that is killed loses what waits: a few milliseconds' worth, the capacity at most. While Postgres is away they
/// wait; those beyond the capacity are lost, and said to be.
/// </summary>
internal sealed class BatchedAuditLog : BackgroundService, IAuditLog
{
    private const int LargestBatch = 500;

    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly PostgresAuditTable _table;
    private readonly UnknownCallers _unknown;
    private readonly IHttpContextAccessor _requests;
    private readonly TimeProvider _time;
    private readonly ILogger<BatchedAuditLog> _logger;
    private readonly Channel<TimedEvent> _waiting;
    private long _lost;

    public BatchedAuditLog(
        PostgresAuditTable table,
        UnknownCallers unknown,
        IHttpContextAccessor requests,
        IOptions<AuditOptions> options,
        TimeProvider time,
        ILogger<BatchedAuditLog> logger)
    {
        (_table, _unknown, _requests, _time, _logger) = (table, unknown, requests, time, logger);
        _waiting = Channel.CreateBounded<TimedEvent>(
            new BoundedChannelOptions(options.Value.Capacity) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });
    }

    public void Write(AuditEvent happened)
    {
        if (_unknown.LeavesOut(happened))
        {
            return;
        }

        string? address = happened.RemoteAddress ?? _requests.HttpContext?.Connection.RemoteIpAddress?.ToString();
        if (!_waiting.Writer.TryWrite(new TimedEvent(_time.GetUtcNow(), happened with { RemoteAddress = address })))
        {
            Interlocked.Increment(ref _lost);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
        List<TimedEvent> batch;
        do
        {
            batch = TakeBatch();
        }
        while (batch.Count > 0 && await TryStoreAsync(batch));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
        {
            List<TimedEvent> batch = TakeBatch();

            while (!await TryStoreAsync(batch))
            {
                await Task.Delay(Retry, _time, stoppingToken);
            }

            if (Interlocked.Exchange(ref _lost, 0) is > 0 and long lost)
            {
                Log.EventsLost(_logger, lost);
            }

            if (_unknown.TakeLeftOut() is > 0 and long leftOut)
            {
                Log.EventsLeftOut(_logger, leftOut);
            }
        }
    }

    private List<TimedEvent> TakeBatch()
    {
        List<TimedEvent> batch = [];
        while (batch.Count < LargestBatch && _waiting.Reader.TryRead(out TimedEvent? happened))
        {
            batch.Add(happened);
        }

        return batch;
    }

    private async Task<bool> TryStoreAsync(List<TimedEvent> batch)
    {
        try
        {
            await _table.AppendAsync(batch, CancellationToken.None);
            return true;
        }
        catch (Npgsql.NpgsqlException exception)
        {
            Log.NotStored(_logger, batch.Count, exception);
            return false;
        }
    }
}
