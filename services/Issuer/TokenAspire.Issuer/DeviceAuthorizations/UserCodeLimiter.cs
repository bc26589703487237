using System.Net;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts;

namespace TokenAspire.Issuer.DeviceAuthorizations;

/// <summary>
/// Stops the guessing of user codes (RFC 8628 5.1). Every try counts, before the code is looked up, so that tries at
/// the same time are all counted. Memory is bounded because sessions and addresses share a fixed number of buckets.
/// </summary>
internal sealed class UserCodeLimiter : IDisposable
{
    private readonly PartitionedRateLimiter<int> _perSession;
    private readonly PartitionedRateLimiter<int> _perAddress;

    public UserCodeLimiter(IOptions<UserCodeLimitOptions> options)
    {
        _perSession = Create(options.Value.TriesPerSession, options.Value.Window);
        _perAddress = Create(options.Value.TriesPerAddress, options.Value.Window);
    }

    /// <summary>Takes one try; false where there is none left.</summary>
    public bool TryTake(string sessionId, IPAddress? address)
    {
        using RateLimitLease session = _perSession.AttemptAcquire((int)((uint)sessionId.GetHashCode(StringComparison.Ordinal) % AddressBuckets.Count));
        using RateLimitLease caller = _perAddress.AttemptAcquire(AddressBuckets.Of(address));
        return session.IsAcquired && caller.IsAcquired;
    }

    public void Dispose()
    {
        _perSession.Dispose();
        _perAddress.Dispose();
    }

    private static PartitionedRateLimiter<int> Create(int tries, TimeSpan window) =>
        PartitionedRateLimiter.Create<int, int>(bucket => RateLimitPartition.GetFixedWindowLimiter(
            bucket, _ => new FixedWindowRateLimiterOptions { PermitLimit = tries, Window = window, QueueLimit = 0 }));
}
