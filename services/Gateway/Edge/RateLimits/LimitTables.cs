using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace TokenAspire.Gateway.Edge.RateLimits;

/// <summary>The buckets of the four limits.</summary>
internal sealed class LimitTables
{
    public LimitTables(IOptions<RateLimitOptions> options, TimeProvider time)
    {
        RateLimitOptions limits = options.Value;
        Requests = new TokenBuckets<ulong>(limits.Address, limits.RememberedKeys, time);
        RefusedTokens = new TokenBuckets<ulong>(limits.RefusedTokens, limits.RememberedKeys, time);
        Clients = new TokenBuckets<string>(limits.Client, limits.RememberedKeys, time);
        Subjects = new TokenBuckets<string>(limits.Subject, limits.RememberedKeys, time);
    }

    public TokenBuckets<ulong> Requests { get; }

    public TokenBuckets<ulong> RefusedTokens { get; }

    public TokenBuckets<string> Clients { get; }

    public TokenBuckets<string> Subjects { get; }

    /// <summary>What was spent, since it was last asked, from buckets that are more than half empty: the others do not matter to anyone.</summary>
    public IReadOnlyList<Spending> CollectSpendings()
    {
        List<Spending> spendings = [];
        Requests.CollectSpendings(spendings, static key => Name(Limit.Address, key));
        RefusedTokens.CollectSpendings(spendings, static key => Name(Limit.RefusedTokens, key));
        Clients.CollectSpendings(spendings, static key => Name(Limit.Client, key));
        Subjects.CollectSpendings(spendings, static key => Name(Limit.Subject, key));
        return spendings;
    }

    private static string Name(Limit limit, ulong address) => Name(limit, address.ToString(CultureInfo.InvariantCulture));

    // Elsewhere nobody need know whose it is.
    private static string Name(Limit limit, string key) =>
        $"tokenaspire:limits:{limit.ToWire()}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16))}";
}

/// <summary>What this replica has spent of one bucket.</summary>
/// <param name="Name">The bucket, the same at every replica.</param>
/// <param name="Spent">How long it takes to fill in again.</param>
/// <param name="Settle">Takes how long the bucket of all replicas together needs until it is full.</param>
internal sealed record Spending(string Name, TimeSpan Spent, Action<TimeSpan> Settle);
