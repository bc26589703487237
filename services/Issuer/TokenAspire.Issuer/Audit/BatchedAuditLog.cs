using System.Threading.Channels;
using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts.Audit;

namespace TokenAspire.Issuer.Audit;

/// <summary>
/// Stores events in batches, as fast as Postgres takes them, and all that are waiting when the issuer is told to stop. A
/// process that is killed loses what waits: a few milliseconds' worth, the capacity at most. While Postgres is away they
/// wait; those beyond the capacity are lost, and said to be, and those that a stopping issuer cannot wait for are in its log.
/// </summary>
internal sealed class BatchedAuditLog : BackgroundService, IAuditLog
{
    private const int LargestBatch = 500;

    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly TimeSpan _longestStop;
    private readonly PostgresAuditTable _table;
    private readonly UnknownCallers _unknown;
    private readonly IHttpContextAccessor _requests;
    private readonly TimeProvider _time;
    private readonly ILogger<BatchedAuditLog> _logger;
    private readonly Channel<TimedEvent> _waiting;
    private readonly Lock _stopping = new();
    private List<TimedEvent> _batch = [];
    private Task? _drained;
    private long _lost;

    public BatchedAuditLog(
        PostgresAuditTable table,
        UnknownCallers unknown,
        IHttpContextAccessor requests,
        IOptions<AuditOptions> options,
        TimeProvider time,
        ILogger<BatchedAuditLog> logger)
    {
        _longestStop = options.Value.LongestStop;
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
        Task drained;
        lock (_stopping)
        {
            // A host may be told to stop twice.
            drained = _drained ??= DrainAsync(cancellationToken);
        }

        await drained;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
        {
            // What is under way at a stop is waited for: tried again, it might be there twice.
            TakeBatch();
            await StoreAsync(stoppingToken, CancellationToken.None);

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

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = new(_longestStop, _time);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            // A host whose time is up has not waited for what is under way, and the batch is still that one's.
            cancellationToken.ThrowIfCancellationRequested();
            while (TakeBatch())
            {
                await StoreAsync(end.Token, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            while (TakeBatch())
            {
                LogBatch();
            }
        }
    }

    // What is not stored yet stays in the batch, whoever was interrupted over it.
    private bool TakeBatch()
    {
        while (_batch.Count < LargestBatch && _waiting.Reader.TryRead(out TimedEvent? happened))
        {
            _batch.Add(happened);
        }

        return _batch.Count > 0;
    }

    private async Task StoreAsync(CancellationToken retrying, CancellationToken storing)
    {
        while (!await TryStoreAsync(storing))
        {
            await Task.Delay(Retry, _time, retrying);
        }

        _batch = [];
    }

    private async Task<bool> TryStoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _table.AppendAsync(_batch, cancellationToken);
            return true;
        }
        catch (Npgsql.NpgsqlException exception)
        {
            Log.NotStored(_logger, _batch.Count, exception);
            return false;
        }
    }

    private void LogBatch()
    {
        foreach ((DateTimeOffset occurredAt, AuditEvent lost) in _batch)
        {
            Log.EventLost(
                _logger, lost.Name, lost.Outcome, lost.Actor, lost.SubjectId, lost.ClientId, lost.SessionId, lost.Detail, occurredAt);
        }

        _batch = [];
    }
}
