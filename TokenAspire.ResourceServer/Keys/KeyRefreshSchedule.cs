using Microsoft.Extensions.Options;

namespace TokenAspire.ResourceServer;

/// <summary>When the issuer's keys are read again. Chance spreads the reads, so that replicas do not ask together.</summary>
internal sealed class KeyRefreshSchedule(IOptions<TokenVerificationOptions> options)
{
    private static readonly TimeSpan LeastLifetime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StartupRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan OutageRetry = TimeSpan.FromSeconds(10);

    private readonly TimeSpan _interval = options.Value.KeyRefreshInterval;

    /// <summary>After a read: ahead of the end of its lifetime, by 5 to 20 percent of it.</summary>
    /// <param name="maxAge">What the issuer said; it can shorten the interval, to 30 seconds at the least, and never lengthen it.</param>
    public TimeSpan AfterSuccess(TimeSpan? maxAge)
    {
        TimeSpan least = LeastLifetime < _interval ? LeastLifetime : _interval;
        TimeSpan lifetime = TimeSpan.FromTicks(Math.Clamp((maxAge ?? _interval).Ticks, least.Ticks, _interval.Ticks));
        return lifetime * (0.8 + (0.15 * Random.Shared.NextDouble()));
    }

    /// <summary>After a read that failed: soon while nothing can be verified, less eagerly while known keys serve.</summary>
    public TimeSpan AfterFailure(bool isServing)
    {
        TimeSpan retry = isServing ? OutageRetry : StartupRetry;
        return (retry < _interval ? retry : _interval) * (0.8 + (0.2 * Random.Shared.NextDouble()));
    }
}
