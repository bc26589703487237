namespace TokenAspire.Gateway.Edge.Resilience;

/// <summary>What is known of one service: how many of its requests are under way, and how many have failed in a row.</summary>
internal sealed class ClusterGuard(TimeProvider time, TimeSpan breakDuration)
{
    private const int FailuresInARow = 10;

    private int _running;
    private int _failures;

    // When the circuit was opened, or last let one through; zero while it is closed.
    private long _openedAt;

    /// <summary>Counts a request in; how many are under way now.</summary>
    public int Enter() => Interlocked.Increment(ref _running);

    /// <summary>Counts it out.</summary>
    public void Leave() => Interlocked.Decrement(ref _running);

    /// <summary>
    /// Whether a request may be tried. A service whose instances have all failed so many times in a row is left alone: its
    /// only instance too, which the health checks would still let be asked. After a while one is let through.
    /// </summary>
    public bool TryPass()
    {
        long openedAt = Volatile.Read(ref _openedAt);
        return openedAt == 0
            || (time.GetElapsedTime(openedAt) >= breakDuration && Interlocked.CompareExchange(ref _openedAt, time.GetTimestamp(), openedAt) == openedAt);
    }

    /// <summary>One that succeeds lets in the others.</summary>
    public void Succeed()
    {
        if (Volatile.Read(ref _failures) != 0)
        {
            Volatile.Write(ref _failures, 0);
            Volatile.Write(ref _openedAt, 0);
        }
    }

    /// <summary>True for the failure that opens the circuit.</summary>
    public bool Fail() => Interlocked.Increment(ref _failures) >= FailuresInARow && Interlocked.Exchange(ref _openedAt, time.GetTimestamp()) == 0;
}
