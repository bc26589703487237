using Microsoft.Extensions.Options;
using TokenAspire.Revocation;

namespace TokenAspire.ResourceServer;

/// <summary>Decides about a token: every check in its order, the first that fails names the reason.</summary>
internal sealed class AccessTokenVerifier(
    IssuerKeySet keys,
    RevocationGate revocation,
    IOptions<TokenVerificationOptions> options,
    TimeProvider time) : IAccessTokenVerifier
{
    private readonly TokenVerificationOptions _options = options.Value;

    public async ValueTask<VerificationResult> VerifyAsync(string token)
    {
        if (CompactToken.TryRead(token, _options.MaxTokenBytes, out CompactToken? parts) is { } misshapen)
        {
            return VerificationResult.Refused(misshapen);
        }

        if (TokenHeader.TryRead(parts!.Header, out TokenHeader? header) is { } unsupported)
        {
            return VerificationResult.Refused(unsupported);
        }

        KeyLookup lookup = await keys.FindAsync(header!.KeyId, header.Algorithm);
        if (lookup.Refusal is { } keyless)
        {
            return VerificationResult.Refused(keyless);
        }

        return lookup.Key!.Verifies(parts.SigningInput, parts.Signature)
            ? CheckClaims(token, parts.Payload, lookup.Key)
            : VerificationResult.Refused(RefusalReason.BadSignature);
    }

    private VerificationResult CheckClaims(string token, byte[] json, VerificationKey key)
    {
        if (TokenPayload.TryRead(json) is not { } payload)
        {
            return VerificationResult.Refused(RefusalReason.Malformed);
        }

        if (ClaimRules.Check(payload, _options, time.GetUtcNow()) is { } claims)
        {
            return VerificationResult.Refused(claims);
        }

        TokenIdentity identity = Identify(payload);
        return revocation.CheckStandard(identity) is { } refusal
            ? VerificationResult.Refused(refusal)
            : VerificationResult.Accepted(new AccessToken(token, identity, key, payload));
    }

    /// <summary>What of a token that satisfies the rules decides whether it is revoked.</summary>
    public static TokenIdentity Identify(TokenPayload payload)
    {
        string tokenId = payload.Text("jti")!;
        long issuedAt = TokenIdentity.IssueTime(tokenId, payload.Time("iat")!.Value);
        return new TokenIdentity(tokenId, payload.Text("sid"), payload.Text("sub")!, payload.Text("client_id")!, issuedAt);
    }
}
