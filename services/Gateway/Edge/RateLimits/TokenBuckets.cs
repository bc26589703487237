using System.Runtime.InteropServices;

namespace TokenAspire.Gateway.Edge.RateLimits;

/// <summary>
/// One token bucket a key, in a table whose size never changes. A bucket is no more than the time at which it will be full
/// again (the generic cell rate algorithm), so a full one is worth nothing and its place is free. Where a key finds no
/// free place it takes that of the fullest of eight: who has spent the most is remembered the longest, and a flood of new
/// keys only displaces itself. System.Threading.RateLimiting would keep an object for every key it sees, as many as there
/// are.
/// </summary>
internal sealed class TokenBuckets<TKey>
    where TKey : IEquatable<TKey>
{
    private const int Places = 8;
    private const int Gates = 64;

    private readonly Bucket[] _buckets;
    private readonly Lock[] _gates = [.. Enumerable.Range(0, Gates).Select(_ => new Lock())];
    private readonly TimeProvider _time;
    private readonly uint _lastGroup;
    private readonly long _cost;
    private readonly long _depth;

    public TokenBuckets(Allowance allowance, int capacity, TimeProvider time)
    {
        int groups = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, capacity / Places));
        _buckets = new Bucket[groups * Places];
        _lastGroup = (uint)groups - 1;
        _time = time;
        _cost = Math.Max(1, (long)(time.TimestampFrequency / allowance.PerSecond));
        _depth = _cost * allowance.Burst;
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Bucket
    {
        public TKey Key;
        public long FullAt;
        public long Spent;
    }

    /// <summary>Takes a token; where there is none, says how long until there is.</summary>
    public bool TryTake(TKey key, out TimeSpan retryAfter) => TryTake(key, _cost, out retryAfter);

    /// <summary>Whether there is a token to take, without taking it.</summary>
    public bool HasToken(TKey key, out TimeSpan retryAfter) => TryTake(key, cost: 0, out retryAfter);

    private bool TryTake(TKey key, long cost, out TimeSpan retryAfter)
    {
        uint group = (uint)key.GetHashCode() & _lastGroup;
        lock (_gates[group % Gates])
        {
            long now = _time.GetTimestamp();
            ref Bucket bucket = ref Find(_buckets.AsSpan((int)group * Places, Places), key);
            bool isKnown = bucket.FullAt > now && key.Equals(bucket.Key);
            long full = isKnown ? bucket.FullAt : now;
            long missing = full + _cost - now - _depth;
            if (missing > 0)
            {
                retryAfter = _time.GetElapsedTime(0, missing);
                return false;
            }

            retryAfter = TimeSpan.Zero;
            if (cost > 0)
            {
                bucket.Key = key;
                bucket.FullAt = full + cost;
                bucket.Spent = isKnown ? bucket.Spent + cost : cost;
            }

            return true;
        }
    }

    /// <summary>What was spent, since it was last asked, from buckets that are more than half empty; it may be nothing.</summary>
    public void CollectSpendings(ICollection<Spending> spendings, Func<TKey, string> name)
    {
        for (int group = 0; group <= _lastGroup; group++)
        {
            lock (_gates[group % Gates])
            {
                long now = _time.GetTimestamp();
                foreach (ref Bucket bucket in _buckets.AsSpan(group * Places, Places))
                {
                    long missing = bucket.FullAt - now;
                    if (missing > _depth / 2)
                    {
                        TKey key = bucket.Key;
                        spendings.Add(new Spending(name(key), _time.GetElapsedTime(0, Math.Min(bucket.Spent, missing)), deficit => Settle(key, deficit)));
                        bucket.Spent = 0;
                    }
                }
            }
        }
    }

    private void Settle(TKey key, TimeSpan deficit)
    {
        uint group = (uint)key.GetHashCode() & _lastGroup;
        lock (_gates[group % Gates])
        {
            ref Bucket bucket = ref Find(_buckets.AsSpan((int)group * Places, Places), key);
            if (key.Equals(bucket.Key))
            {
                bucket.FullAt = Math.Max(bucket.FullAt, _time.GetTimestamp() + (long)(deficit.TotalSeconds * _time.TimestampFrequency));
            }
        }
    }

    // The key's own bucket, else the fullest: one that was never used is full.
    private static ref Bucket Find(Span<Bucket> group, TKey key)
    {
        ref Bucket fullest = ref group[0];
        foreach (ref Bucket bucket in group)
        {
            if (bucket.FullAt != 0 && key.Equals(bucket.Key))
            {
                return ref bucket;
            }

            if (bucket.FullAt < fullest.FullAt)
            {
                fullest = ref bucket;
            }
        }

        return ref fullest;
    }
}
