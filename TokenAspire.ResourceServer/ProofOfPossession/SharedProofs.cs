using System.Globalization;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using TokenAspire.Revocation;

namespace TokenAspire.ResourceServer;

/// <summary>The proofs that all replicas have seen, in the Redis of the revocations. The first to set a key has used the proof.</summary>
internal sealed class SharedProofs(RedisLink redis, TimeProvider time, ILogger<SharedProofs> logger)
{
    private const string KeyPrefix = "tokenaspire:proofs:";

    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    // When Redis is asked again after it failed, in timestamps; 0 while it answers.
    private long _retryAt;

    /// <summary>Whether this is the first use; null when Redis does not tell.</summary>
    public async ValueTask<bool?> TryUseAsync(UInt128 proof, TimeSpan retention)
    {
        long retryAt = Interlocked.Read(ref _retryAt);
        if (retryAt != 0 && !MayRetry(retryAt))
        {
            return null;
        }

        try
        {
            bool isFirst = await SetAsync(proof, retention);
            if (Interlocked.Exchange(ref _retryAt, 0) != 0)
            {
                Log.ProofsSharedAgain(logger);
            }

            return isFirst;
        }
        catch (StreamUnreachableException fault)
        {
            if (Interlocked.Exchange(ref _retryAt, NextRetry()) == 0)
            {
                Log.ProofsNotShared(logger, fault);
            }

            return null;
        }
    }

    // One request at a time finds out whether Redis is back; the others do not wait for it.
    private bool MayRetry(long retryAt) =>
        time.GetTimestamp() >= retryAt && Interlocked.CompareExchange(ref _retryAt, NextRetry(), retryAt) == retryAt;

    private long NextRetry() => time.GetTimestamp() + (long)(RetryPause.TotalSeconds * time.TimestampFrequency);

    // Once sent it is not taken back: a request that is given up has used its proof.
    private async Task<bool> SetAsync(UInt128 proof, TimeSpan retention)
    {
        RedisKey key = KeyPrefix + proof.ToString("x32", CultureInfo.InvariantCulture);
        RedisResult reply = await redis.ExchangeAsync(
            new RedisOperation("SET"),
            connection => connection.GetDatabase().ExecuteAsync("SET", key, "1", "NX", "PX", (long)retention.TotalMilliseconds),
            CancellationToken.None);
        return !reply.IsNull;
    }
}
