namespace TokenAspire.Gateway.Edge.RateLimits;

/// <summary>
/// Says in the log what was refused, a line a second for each limit and not one for each request: a flood is not to become
/// one of the log as well.
/// </summary>
internal sealed class LimitTally(TimeProvider time, ILogger<LimitTally> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly long[] _count = new long[Enum.GetValues<Limit>().Length];
    private readonly long[] _saidAt = new long[Enum.GetValues<Limit>().Length];

    public void Refused(Limit limit)
    {
        long count;
        lock (_gate)
        {
            int index = (int)limit;
            _count[index]++;
            if (_saidAt[index] != 0 && time.GetElapsedTime(_saidAt[index]) < Interval)
            {
                return;
            }

            _saidAt[index] = time.GetTimestamp();
            (count, _count[index]) = (_count[index], 0);
        }

        Log.Limited(logger, limit.ToWire(), count);
    }
}
