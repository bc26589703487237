using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Protocol.AccessTokens;

/// <summary>Finds the access tokens that open something now: genuine, not expired, not revoked.</summary>
internal sealed class LiveAccessTokens(RecognisedTokens tokens, IRevocationReplica revocations, TimeProvider time)
{
    // The bound for the standard tier: past it, not even a token that looks good is called so.
    private static readonly TimeSpan OldestKnowledge = TimeSpan.FromMinutes(5);

    /// <summary>The token; null where it is anything else.</summary>
    public async ValueTask<VerifiedAccessToken?> FindAsync(string token, CancellationToken cancellationToken)
    {
        VerifiedAccessToken? verified = await tokens.FindAsync(token, cancellationToken);
        if (verified is null || verified.ExpiresAt <= time.GetUtcNow().ToUnixTimeSeconds())
        {
            return null;
        }

        // The issuer is asked for the truth of this moment, a revocation of a moment ago included.
        ReplicaState state = await revocations.CatchUpAsync(TimeSpan.Zero, cancellationToken);
        return state.IsWithin(OldestKnowledge) && revocations.Check(verified.Identity) is RevocationVerdict.NotRevoked
            ? verified
            : null;
    }
}
