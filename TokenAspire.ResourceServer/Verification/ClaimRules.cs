using System.Security.Claims;

namespace TokenAspire.ResourceServer;

/// <summary>The rules about claims, in their order. Each gives the reason to refuse, or null.</summary>
internal static class ClaimRules
{
    public static RefusalReason? Check(TokenPayload payload, TokenVerificationOptions options, DateTimeOffset now) =>
        Issuer(payload)
        ?? Audience(payload, options.Audiences)
        ?? Times(payload, now.ToUnixTimeSeconds(), (long)options.ClockSkew.TotalSeconds)
        ?? RequiredClaims(payload);

    // RFC 9068 section 4: exactly, character by character.
    private static RefusalReason? Issuer(TokenPayload payload) =>
        payload.IsFromIssuer ? null : RefusalReason.WrongIssuer;

    // RFC 9068 section 4: one of the audiences is this resource.
    private static RefusalReason? Audience(TokenPayload payload, IList<string> resources)
    {
        ClaimList claims = payload.Claims;
        for (int index = 0; index < claims.Count; index++)
        {
            if (claims.TypeAt(index) == "aud" && claims.ValueTypeAt(index) == ClaimValueTypes.String && resources.Contains(claims.ValueAt(index)))
            {
                return null;
            }
        }

        return RefusalReason.WrongAudience;
    }

    // RFC 7519 sections 4.1.4 to 4.1.6. The sums are written so that no claim can overflow them.
    private static RefusalReason? Times(TokenPayload payload, long now, long skew)
    {
        if (payload.ExpiresAt <= now - skew)
        {
            return RefusalReason.Expired;
        }

        // A token from the future would also evade every cut-off until then.
        return payload.NotBefore > now + skew || payload.IssuedAt > now + skew ? RefusalReason.NotYetValid : null;
    }

    // RFC 9068 section 2.2.
    private static RefusalReason? RequiredClaims(TokenPayload payload) =>
        string.IsNullOrEmpty(payload.TokenId)
        || string.IsNullOrEmpty(payload.Subject)
        || string.IsNullOrEmpty(payload.ClientId)
        || payload.ExpiresAt is null
        || payload.IssuedAt is null
            ? RefusalReason.MissingClaim
            : null;
}
