using Microsoft.Extensions.Options;
using StackExchange.Redis;
using TokenAspire.Revocation;

namespace TokenAspire.Gateway.Edge.RateLimits;

/// <summary>
/// Lets the replicas of the gateway count together. Each decides alone, and tells Redis once an interval what it has spent
/// of buckets that run low; what comes back is how empty the bucket of all is. So nobody asks Redis on the way, together
/// they exceed a limit by what they let pass within an interval, and while Redis is gone each keeps to its own.
/// </summary>
internal sealed class LimitSharing(LimitTables tables, RedisLink redis, IOptions<RateLimitOptions> options, TimeProvider time, ILogger<LimitSharing> logger) : BackgroundService
{
    private const int LargestBatch = 500;

    // The same rule as in this process (TokenBuckets), in microseconds of Redis' own clock.
    private const string Spend = """
        local time = redis.call('TIME')
        local now = time[1] * 1000000 + time[2]
        local deficits = {}
        for i, key in ipairs(KEYS) do
          local full = math.max(tonumber(redis.call('GET', key) or 0), now) + tonumber(ARGV[i])
          if full > now then redis.call('SET', key, string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000)) end
          deficits[i] = full - now
        end
        return deficits
        """;

    private bool _isAlone;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.ShareInterval == TimeSpan.Zero)
        {
            return;
        }

        using PeriodicTimer timer = new(options.Value.ShareInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (Spending[] batch in tables.CollectSpendings().Chunk(LargestBatch))
            {
                await ShareAsync(batch, stoppingToken);
            }
        }
    }

    private async Task ShareAsync(Spending[] batch, CancellationToken ct)
    {
        RedisKey[] keys = [.. batch.Select(spending => (RedisKey)spending.Name)];
        RedisValue[] spent = [.. batch.Select(spending => (RedisValue)(long)spending.Spent.TotalMicroseconds)];
        try
        {
            RedisResult[] deficits = ((RedisResult[]?)await redis.ExchangeAsync(
                new RedisOperation("EVALSHA", "spend"),
                connection => connection.GetDatabase().ScriptEvaluateAsync(Spend, keys, spent),
                ct))!;
            for (int i = 0; i < batch.Length; i++)
            {
                batch[i].Settle(TimeSpan.FromMicroseconds((long)deficits[i]));
            }

            _isAlone = false;
        }
        catch (StreamUnreachableException fault)
        {
            if (!_isAlone)
            {
                _isAlone = true;
                Log.LimitsNotShared(logger, fault);
            }
        }
    }
}
