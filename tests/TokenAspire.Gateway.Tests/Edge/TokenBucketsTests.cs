using TokenAspire.Gateway.Edge.RateLimits;

namespace TokenAspire.Gateway.Tests.Edge;

public sealed class TokenBucketsTests
{
    private const int Capacity = 1024;

    private readonly SteppedTime _time = new();

    [Fact]
    public void A_full_bucket_gives_its_burst_and_then_one_token_at_a_time()
    {
        TokenBuckets<string> buckets = Create(perSecond: 2, burst: 3);

        Assert.Equal(3, Taken(buckets, "alice", 10));
        Assert.False(buckets.TryTake("alice", out TimeSpan retryAfter));
        Assert.Equal(TimeSpan.FromSeconds(0.5), retryAfter);
        _time.Advance(retryAfter);
        Assert.Equal(1, Taken(buckets, "alice", 10));
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(3, Taken(buckets, "alice", 10));
    }

    [Fact]
    public void Nobody_spends_the_tokens_of_another()
    {
        TokenBuckets<string> buckets = Create(perSecond: 1, burst: 2);

        Assert.Equal(2, Taken(buckets, "alice", 5));
        Assert.Equal(2, Taken(buckets, "bob", 5));
    }

    [Fact]
    public void Looking_whether_there_is_a_token_takes_none()
    {
        TokenBuckets<string> buckets = Create(perSecond: 1, burst: 1);

        Assert.True(buckets.HasToken("alice", out _));
        Assert.True(buckets.TryTake("alice", out _));
        Assert.False(buckets.HasToken("alice", out TimeSpan retryAfter));
        Assert.Equal(TimeSpan.FromSeconds(1), retryAfter);
    }

    // The table is a thousand times too small for the flood, and who has spent everything is still known.
    [Fact]
    public void A_flood_of_new_keys_does_not_refill_an_empty_bucket()
    {
        TokenBuckets<int> buckets = Create<int>(perSecond: 0.001, burst: 100);
        Assert.Equal(100, Taken(buckets, -1, 200));

        for (int key = 0; key < 1000 * Capacity; key++)
        {
            buckets.TryTake(key, out _);
        }

        Assert.Equal(0, Taken(buckets, -1, 1));
    }

    [Fact]
    public void Of_parallel_requests_as_many_pass_as_there_are_tokens()
    {
        TokenBuckets<string> buckets = Create(perSecond: 1, burst: 500);
        int taken = 0;

        Parallel.For(0, 2000, _ =>
        {
            if (buckets.TryTake("alice", out TimeSpan _))
            {
                Interlocked.Increment(ref taken);
            }
        });

        Assert.Equal(500, taken);
    }

    [Fact]
    public void What_others_have_spent_is_missing_here_too()
    {
        TokenBuckets<string> buckets = Create(perSecond: 1, burst: 10);
        Assert.Equal(4, Taken(buckets, "well off", 4));
        Assert.Equal(8, Taken(buckets, "alice", 8));
        List<Spending> spendings = [];

        buckets.CollectSpendings(spendings, static key => key);
        Spending alice = Assert.Single(spendings);
        Assert.Equal("alice", alice.Name);
        Assert.Equal(TimeSpan.FromSeconds(8), alice.Spent);
        alice.Settle(TimeSpan.FromSeconds(14));

        Assert.False(buckets.TryTake("alice", out TimeSpan retryAfter));
        Assert.Equal(TimeSpan.FromSeconds(5), retryAfter);
        _time.Advance(retryAfter);
        Assert.Equal(1, Taken(buckets, "alice", 2));
        Assert.Equal(6, Taken(buckets, "well off", 6));
    }

    [Fact]
    public void Every_mistake_in_the_limits_is_named_with_its_fix()
    {
        RateLimitOptions options = new()
        {
            Address = new Allowance { PerSecond = 0, Burst = 0 }, RefusedTokens = new Allowance { PerSecond = -1, Burst = -1 },
            Client = new Allowance { PerSecond = double.NaN }, Subject = new Allowance { PerSecond = 1e9 }, RememberedKeys = 0, ShareInterval = TimeSpan.FromTicks(1),
        };

        string[] failures = [.. new RateLimitOptionsValidator().Validate(name: null, options).Failures!];

        Assert.Equal(10, failures.Length);
        Assert.All(failures, failure => Assert.Contains("set it between", failure, StringComparison.Ordinal));
    }

    private static int Taken<TKey>(TokenBuckets<TKey> buckets, TKey key, int requests)
        where TKey : IEquatable<TKey> => Enumerable.Range(0, requests).Count(_ => buckets.TryTake(key, out TimeSpan _));

    private TokenBuckets<string> Create(double perSecond, int burst) => Create<string>(perSecond, burst);

    private TokenBuckets<TKey> Create<TKey>(double perSecond, int burst)
        where TKey : IEquatable<TKey> => new(new Allowance { PerSecond = perSecond, Burst = burst }, Capacity, _time);
}
