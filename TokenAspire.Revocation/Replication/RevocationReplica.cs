using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TokenAspire.Revocation;

/// <summary>The replica: a table, and the tail that fills it.</summary>
internal sealed class RevocationReplica : IRevocationReplica
{
    private const long Never = long.MinValue;

    private readonly RevocationTable _table;
    private readonly RevokedSigningKeys _signingKeys;
    private readonly StreamTail _tail;
    private readonly RevocationMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<RevocationReplica> _logger;
    private readonly SingleFlight<StreamProgress> _reads = new();
    private long _upToDateAt = Never;
    private bool _reachable = true;

    public RevocationReplica(
        RevocationStream stream,
        RevokedSigningKeys signingKeys,
        IOptions<RevocationOptions> options,
        RevocationMetrics metrics,
        TimeProvider time,
        ILogger<RevocationReplica> logger)
    {
        _table = new RevocationTable(time);
        _signingKeys = signingKeys;
        _tail = new StreamTail(stream, options.Value.Retention, time, logger);
        _metrics = metrics;
        _time = time;
        _logger = logger;
        metrics.Observe(_table, () => State);
    }

    public ReplicaState State
    {
        get
        {
            long upToDateAt = Volatile.Read(ref _upToDateAt);
            return upToDateAt == Never
                ? new ReplicaState(IsReplayed: false, TimeSpan.MaxValue)
                : new ReplicaState(IsReplayed: true, _time.GetElapsedTime(upToDateAt));
        }
    }

    public RevocationVerdict Check(in TokenIdentity token)
    {
        RevocationVerdict verdict = _table.Check(token);
        if (verdict is not RevocationVerdict.NotRevoked)
        {
            _metrics.Hit(verdict);
        }

        return verdict;
    }

    public async ValueTask<ReplicaState> CatchUpAsync(TimeSpan maximumAge, CancellationToken ct)
    {
        if (!State.IsWithin(maximumAge))
        {
            await _reads.RunAsync(ReadAsync).WaitAsync(ct);
        }

        return State;
    }

    /// <summary>
    /// Reads forward by a read that begins after this call: one already under way may have begun before the wake-up that
    /// led here.
    /// </summary>
    public async Task<StreamProgress> RefreshAfterwardsAsync()
    {
        await _reads.UnderWay;
        return await _reads.RunAsync(ReadAsync);
    }

    public void RemoveExpired() => _table.RemoveExpired();

    /// <summary>
    /// Takes in one revocation that was read, or announced ahead of the read that will find it too. It says nothing about
    /// what else there is, so the replica is no more recent for it.
    /// </summary>
    public void Learn(RevocationEntry entry)
    {
        if (entry.Kind is RevocationKind.SigningKey)
        {
            _signingKeys.Add(entry.Value);
        }
        else
        {
            _table.Apply(entry);
        }
    }

    private async Task<StreamProgress> ReadAsync()
    {
        long begun = _time.GetTimestamp();
        if (_table.NoticeClockSetBack())
        {
            // Incomplete from here on, whether the stream can be reached or not.
            Log.ClockSetBack(_logger);
            Volatile.Write(ref _upToDateAt, Never);
            _tail.Rewind();
        }

        try
        {
            // Every exchange is bounded by the command time-out, so no cancellation is needed to end the shared read.
            StreamProgress progress = await _tail.ReadForwardAsync(Learn, CancellationToken.None);
            NoteReachable(reachable: true, cause: null);
            if (progress.IsComplete)
            {
                Volatile.Write(ref _upToDateAt, begun);
            }

            return progress;
        }
        catch (StreamUnreachableException unreachable)
        {
            NoteReachable(reachable: false, unreachable);
            return default;
        }
    }

    private void NoteReachable(bool reachable, StreamUnreachableException? cause)
    {
        if (reachable == _reachable)
        {
            return;
        }

        _reachable = reachable;
        if (reachable)
        {
            Log.ReplicaReachesStream(_logger);
        }
        else
        {
            Log.ReplicaLostStream(_logger, cause!);
        }
    }
}
