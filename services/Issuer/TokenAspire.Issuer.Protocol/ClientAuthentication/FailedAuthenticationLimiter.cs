using System.Net;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts;

namespace TokenAspire.Issuer.Protocol.ClientAuthentication;

/// <summary>
/// Stops the guessing of client secrets: counts failures of a client at an address, and of the
/// address whatever clients it names. A limit on the client alone would let anybody lock it out.
/// Memory is bounded because callers share a fixed number of buckets.
/// </summary>
internal sealed class FailedAuthenticationLimiter : IDisposable
{
    private readonly PartitionedRateLimiter<int> _perClient;
    private readonly PartitionedRateLimiter<int> _perAddress;

    public FailedAuthenticationLimiter(IOptions<ProtocolEngineOptions> options)
    {
        _perClient = Create(options.Value.FailedAuthenticationsPerClient, options.Value.FailedAuthenticationWindow);
        _perAddress = Create(options.Value.FailedAuthenticationsPerAddress, options.Value.FailedAuthenticationWindow);
    }

    /// <summary>How long the caller has to wait before its credentials are looked at again; null where it need not.</summary>
    public TimeSpan? WaitFor(string clientId, IPAddress? address) =>
        Wait(_perClient, ClientBucket(clientId, address)) ?? Wait(_perAddress, AddressBuckets.Of(address));

    /// <summary>Counts a failure.</summary>
    public void Failed(string clientId, IPAddress? address)
    {
        using RateLimitLease client = _perClient.AttemptAcquire(ClientBucket(clientId, address));
        using RateLimitLease caller = _perAddress.AttemptAcquire(AddressBuckets.Of(address));
    }

    public void Dispose()
    {
        _perClient.Dispose();
        _perAddress.Dispose();
    }

    private static PartitionedRateLimiter<int> Create(int permits, TimeSpan window) =>
        PartitionedRateLimiter.Create<int, int>(bucket => RateLimitPartition.GetFixedWindowLimiter(
            bucket,
            _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = window, QueueLimit = 0 }));

    private static TimeSpan? Wait(PartitionedRateLimiter<int> limiter, int bucket)
    {
        // Asking for no permit only tells whether one is left.
        using RateLimitLease lease = limiter.AttemptAcquire(bucket, permitCount: 0);
        if (lease.IsAcquired)
        {
            return null;
        }

        return lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan wait) ? wait : TimeSpan.FromSeconds(1);
    }

    private static int ClientBucket(string clientId, IPAddress? address) =>
        (int)((uint)HashCode.Combine(clientId, AddressBuckets.Of(address)) % AddressBuckets.Count);
}
