namespace TokenAspire.ResourceServer;

/// <summary>The rules about claims, in their order. Each gives the reason to refuse, or null.</summary>
internal static class ClaimRules
{
    // RFC 9068 section 2.2, with client_id and jti.
    private static readonly string[] RequiredTexts = ["jti", "sub", "client_id"];
    private static readonly string[] RequiredTimes = ["exp", "iat"];

    public static RefusalReason? Check(TokenPayload payload, TokenVerificationOptions options, DateTimeOffset now) =>
        Issuer(payload, options.Authority)
        ?? Audience(payload, options.Audiences)
        ?? Times(payload, now.ToUnixTimeSeconds(), (long)options.ClockSkew.TotalSeconds)
        ?? RequiredClaims(payload);

    // RFC 9068 section 4: exactly, character by character.
    private static RefusalReason? Issuer(TokenPayload payload, string issuer) =>
        payload.Text("iss") == issuer ? null : RefusalReason.WrongIssuer;

    // RFC 9068 section 4: one of the audiences is this resource.
    private static RefusalReason? Audience(TokenPayload payload, IList<string> resources) =>
        payload.Audiences.Any(resources.Contains) ? null : RefusalReason.WrongAudience;

    // RFC 7519 sections 4.1.4 to 4.1.6. The sums are written so that no claim can overflow them.
    private static RefusalReason? Times(TokenPayload payload, long now, long skew)
    {
        if (payload.Time("exp") <= now - skew)
        {
            return RefusalReason.Expired;
        }

        // A token from the future would also evade every cut-off until then.
        return payload.Time("nbf") > now + skew || payload.Time("iat") > now + skew ? RefusalReason.NotYetValid : null;
    }

    private static RefusalReason? RequiredClaims(TokenPayload payload) =>
        RequiredTexts.All(claim => !string.IsNullOrEmpty(payload.Text(claim)))
        && RequiredTimes.All(claim => payload.Time(claim) is not null)
            ? null
            : RefusalReason.MissingClaim;
}
