using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace TokenAspire.Revocation;

/// <summary>
/// The connection to Redis, opened in the background and replaced when it has gone silent. The client recovers on its own
/// from a connection that is closed, but not, in all versions, from one that the network merely forgot: it waits for replies
/// that never come until TCP gives up, a quarter of an hour later.
/// </summary>
internal sealed class RedisLink : IDisposable
{
    private readonly ConfigurationOptions _configuration;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly ILogger<RedisLink> _logger;
    private readonly Lock _gate = new();
    private Task<ConnectionMultiplexer>? _opening;
    private IConnectionMultiplexer? _subscribed;
    private long _heardAt;
    private bool _disposed;

    public RedisLink(IOptions<ConfigurationOptions> configuration, IOptions<RevocationOptions> options, TimeProvider time, ILogger<RedisLink> logger)
    {
        _timeout = options.Value.CommandTimeout;
        _configuration = configuration.Value;
        _time = time;
        _logger = logger;
    }

    /// <summary>The number of the database that holds the stream.</summary>
    public int Database => _configuration.DefaultDatabase ?? 0;

    /// <summary>One exchange, bounded by the command time-out, opening the connection included.</summary>
    /// <exception cref="StreamUnreachableException">No answer, or an error for one.</exception>
    public async Task<T> ExchangeAsync<T>(RedisOperation operation, Func<IConnectionMultiplexer, Task<T>> exchange, CancellationToken ct)
    {
        using Activity? activity = RedisActivity.Start(operation, _configuration);
        Task<ConnectionMultiplexer>? opening = null;
        try
        {
            opening = Current();
            T answer = await ExchangeOverAsync(opening, exchange).WaitAsync(_timeout, _time, ct);
            Interlocked.Exchange(ref _heardAt, _time.GetTimestamp());
            return answer;
        }
        catch (Exception fault) when (IsOutage(fault) && !ct.IsCancellationRequested)
        {
            RedisActivity.Fail(activity, fault);
            if (fault is TimeoutException)
            {
                ReplaceSilent(opening!);
            }

            throw new StreamUnreachableException(fault);
        }
    }

    /// <summary>Adds an exchange of the past to a trace.</summary>
    public void Record(RedisOperation operation, ActivityContext parent, DateTimeOffset began, DateTimeOffset ended) =>
        RedisActivity.Record(operation, _configuration, parent, began, ended);

    /// <summary>Whether nobody has subscribed over this connection yet.</summary>
    public bool IsNewToSubscriber(IConnectionMultiplexer connection) => !ReferenceEquals(Volatile.Read(ref _subscribed), connection);

    public void NoteSubscribed(IConnectionMultiplexer connection) => Volatile.Write(ref _subscribed, connection);

    /// <summary>Opens another connection in place of the present one, of which it is known that messages are not delivered.</summary>
    public void Replace()
    {
        lock (_gate)
        {
            if (_opening is { } deaf)
            {
                Discard(deaf);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            if (_opening is { } last)
            {
                Discard(last);
            }
        }
    }

    private static async Task<T> ExchangeOverAsync<T>(Task<ConnectionMultiplexer> opening, Func<IConnectionMultiplexer, Task<T>> exchange) =>
        await exchange(await opening);

    private static bool IsOutage(Exception fault) =>
        fault is RedisException or TimeoutException or OperationCanceledException or ObjectDisposedException;

    private Task<ConnectionMultiplexer> Current()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_opening is null || _opening.IsFaulted)
            {
                Interlocked.Exchange(ref _heardAt, _time.GetTimestamp());
                _opening = Task.Run(() => RedisConnection.OpenAsync(_configuration));
            }

            return _opening;
        }
    }

    // One exchange without an answer may be a slow server; two time-outs without any is a dead connection.
    private void ReplaceSilent(Task<ConnectionMultiplexer> silent)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_opening, silent) && _time.GetElapsedTime(Interlocked.Read(ref _heardAt)) >= 2 * _timeout)
            {
                Log.ConnectionReplaced(_logger);
                Discard(silent);
            }
        }
    }

    // Without waiting for it: closing a dead connection takes as long as the client likes.
    private void Discard(Task<ConnectionMultiplexer> opened)
    {
        _opening = null;
        _ = opened.ContinueWith(
            static task =>
            {
                task.Result.Close(allowCommandsToComplete: false);
                task.Result.Dispose();
            },
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnRanToCompletion,
            TaskScheduler.Default);
    }
}
