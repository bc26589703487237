using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace TokenAspire.ResourceServer;

/// <summary>
/// The issuer's latest answers, kept for a short time. Bad ones have a memory of their own: however much junk comes, it
/// pushes out no good one. All who wait for an answer about one token share one question.
/// </summary>
internal sealed class IntrospectedTokens(IOptions<TokenVerificationOptions> options, TimeProvider time)
{
    private readonly ShortMemory<AccessToken> _active =
        new(options.Value.Introspection.CachedAnswers, options.Value.Introspection.CacheLifetime, time);

    private readonly ShortMemory<RefusalReason> _refused =
        new(options.Value.Introspection.CachedAnswers, options.Value.Introspection.CacheLifetime, time);

    private readonly ConcurrentDictionary<UInt128, Lazy<Task<VerificationResult>>> _questions = new();

    /// <summary>The answer in memory, or else the one to this question.</summary>
    public ValueTask<VerificationResult> FindAsync(string token, Func<Task<VerificationResult>> ask, CancellationToken ct)
    {
        UInt128 key = Hash(token);
        return Recall(key, token) is { } known
            ? ValueTask.FromResult(known)
            : new ValueTask<VerificationResult>(_questions
                .GetOrAdd(key, _ => new Lazy<Task<VerificationResult>>(() => AskAsync(key, token, ask))).Value.WaitAsync(ct));
    }

    private async Task<VerificationResult> AskAsync(UInt128 key, string token, Func<Task<VerificationResult>> ask)
    {
        try
        {
            // The one before may just have been answered.
            if (Recall(key, token) is { } known)
            {
                return known;
            }

            VerificationResult result = await ask();
            Remember(key, result);
            return result;
        }
        finally
        {
            _questions.TryRemove(key, out _);
        }
    }

    private VerificationResult? Recall(UInt128 key, string token)
    {
        if (_active.TryFind(key, out AccessToken? active) && active.Token == token)
        {
            return VerificationResult.Accepted(active);
        }

        return _refused.TryFind(key, out RefusalReason reason) ? VerificationResult.Refused(reason) : null;
    }

    // That there was no answer is no answer.
    private void Remember(UInt128 key, VerificationResult result)
    {
        if (result.Token is { } active)
        {
            _active.Put(key, active);
        }
        else if (result.Refusal is { } reason && !reason.IsUnavailability())
        {
            _refused.Put(key, reason);
        }
    }

    private static UInt128 Hash(string token)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(token.AsSpan()), hash);
        return MemoryMarshal.Read<UInt128>(hash);
    }
}
