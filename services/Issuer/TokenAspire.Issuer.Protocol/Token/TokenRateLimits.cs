using System.Net;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Contracts;
using TokenAspire.Issuer.Protocol.ClientAuthentication;

namespace TokenAspire.Issuer.Protocol.Token;

/// <summary>
/// Limits the token requests and pushed authorization requests of a client, and of the address of a public one. A confidential client has proved who it is,
/// and one address of it may act for any number of people. Memory is bounded: there are as many clients as are registered,
/// and addresses share a fixed number of buckets.
/// </summary>
internal sealed class TokenRateLimits(IOptions<ProtocolEngineOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _perClient = PartitionedRateLimiter.Create<string, string>(
        clientId => RateLimitPartition.GetTokenBucketLimiter(clientId, _ => Bucket(options.Value.TokenRequestsPerClient)));

    private readonly PartitionedRateLimiter<int> _perAddress = PartitionedRateLimiter.Create<int, int>(
        bucket => RateLimitPartition.GetTokenBucketLimiter(bucket, _ => Bucket(options.Value.TokenRequestsPerAddress)));

    /// <summary>Counts a request; how long the caller has to wait where it is one too many, else null.</summary>
    public TimeSpan? WaitFor(ClientRegistration client, IPAddress? address) =>
        // The address first: anybody can name a public client, and what is refused here must not be taken from all who use it.
        (client.IsPublic ? Wait(_perAddress, AddressBuckets.Of(address)) : null) ?? Wait(_perClient, client.ClientId);

    public void Dispose()
    {
        _perClient.Dispose();
        _perAddress.Dispose();
    }

    // A period's worth is added every period; what was not used is saved up, to the burst.
    private static TokenBucketRateLimiterOptions Bucket(RequestRate rate) => new()
    {
        TokensPerPeriod = rate.PerPeriod,
        ReplenishmentPeriod = rate.Period,
        TokenLimit = Math.Max(rate.PerPeriod, rate.Burst),
        QueueLimit = 0,
    };

    private static TimeSpan? Wait<TKey>(PartitionedRateLimiter<TKey> limiter, TKey key)
    {
        using RateLimitLease lease = limiter.AttemptAcquire(key);
        if (lease.IsAcquired)
        {
            return null;
        }

        return lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan wait) ? wait : TimeSpan.FromSeconds(1);
    }
}
