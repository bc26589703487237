using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TokenAspire.ResourceServer;

/// <summary>What became of a proof's use.</summary>
internal enum ProofUse
{
    /// <summary>It is the first, in all replicas.</summary>
    First,

    /// <summary>It is the first in this process; of the others nothing is known at the moment.</summary>
    FirstHere,

    /// <summary>It was used before.</summary>
    Replayed,

    /// <summary>There is no room to remember it, and so it cannot be accepted.</summary>
    Exhausted,
}

/// <summary>
/// Lets each proof be used once (RFC 9449 section 11.1): within the process by a memory in shards, each of which adds
/// under its lock, and across replicas by Redis. Proofs are told apart by key and <c>jti</c>, so that nobody uses up
/// those of another client.
/// </summary>
internal sealed class ProofReplays
{
    private const int ShardCount = 16;
    private const int WarningInterval = 10;

    private readonly ShortMemory<bool>[] _seen;
    private readonly SharedProofs _shared;
    private readonly TimeSpan _retention;
    private readonly TimeProvider _time;
    private readonly ILogger<ProofReplays> _logger;
    private long _warnedAt;

    public ProofReplays(SharedProofs shared, IOptions<TokenVerificationOptions> options, TimeProvider time, ILogger<ProofReplays> logger)
    {
        TokenVerificationOptions settings = options.Value;

        // A proof from the future lives longest: from here on until its own time and its lifetime have passed. The
        // second is what the whole seconds of its claims hide.
        _retention = settings.ProofOfPossession.Lifetime + settings.ClockSkew + TimeSpan.FromSeconds(1);
        int capacity = Math.Max(1, settings.ProofOfPossession.RememberedProofs / ShardCount);
        _seen = [.. Enumerable.Range(0, ShardCount).Select(_ => new ShortMemory<bool>(capacity, _retention, time))];
        (_shared, _time, _logger) = (shared, time, logger);
    }

    public async ValueTask<ProofUse> UseAsync(DpopProof proof)
    {
        UInt128 identity = Identify(proof);
        Addition addition = _seen[(int)(identity % ShardCount)].TryAdd(identity, value: true);
        if (addition == Addition.Known)
        {
            return ProofUse.Replayed;
        }

        if (addition == Addition.Full)
        {
            Warn();
            return ProofUse.Exhausted;
        }

        return await _shared.TryUseAsync(identity, _retention) switch
        {
            true => ProofUse.First,
            false => ProofUse.Replayed,
            null => ProofUse.FirstHere,
        };
    }

    // A thumbprint has one length, so no two pairs are spelt alike.
    private static UInt128 Identify(DpopProof proof)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(proof.Thumbprint + proof.Id), hash);
        return MemoryMarshal.Read<UInt128>(hash);
    }

    private void Warn()
    {
        long warnedAt = Interlocked.Read(ref _warnedAt);
        if ((warnedAt == 0 || _time.GetElapsedTime(warnedAt).TotalSeconds >= WarningInterval)
            && Interlocked.CompareExchange(ref _warnedAt, _time.GetTimestamp(), warnedAt) == warnedAt)
        {
            Log.ProofsExhausted(_logger);
        }
    }
}
