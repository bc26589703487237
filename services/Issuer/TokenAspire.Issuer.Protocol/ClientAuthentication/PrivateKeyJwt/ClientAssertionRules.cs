using TokenAspire.Issuer.Contracts;
using TokenAspire.Issuer.Contracts.Keys;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.Jwt;

namespace TokenAspire.Issuer.Protocol.ClientAuthentication.PrivateKeyJwt;

/// <summary>
/// What a client's assertion has to keep to (RFC 7523 3, OIDC Core 9):
/// <c>{"alg":"ES256","kid":"…"}.{"iss":"worker","sub":"worker","aud":"https://issuer","jti":"…","exp":1763790060}</c>
/// </summary>
internal sealed class ClientAssertionRules(IssuerIdentity issuer, TimeProvider time)
{
    /// <summary>How long an assertion may have been made for: it is for one request, made now.</summary>
    public static readonly TimeSpan LongestLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Which rule is broken, in words for the client's developer; null where all hold.</summary>
    public string? FirstBroken(ClientRegistration client, PresentedJwt assertion) =>
        Header(assertion) ?? Signature(client, assertion) ?? Parties(client, assertion) ?? Times(assertion)
        ?? (assertion.TokenId is null ? "The client assertion has no usable jti." : null);

    // RFC 8725 3.11: an access token, an id token with a type or a DPoP proof is no assertion. RFC 7523bis names the
    // second type; without one it is a JWT.
    private static string? Header(PresentedJwt assertion)
    {
        bool typed = assertion.Header("typ") is { } type
            ? type.Equals("JWT", StringComparison.OrdinalIgnoreCase)
                || type.Equals("client-authentication+jwt", StringComparison.OrdinalIgnoreCase)
            : !assertion.HasHeader("typ");
        return typed && !assertion.IsCritical ? null : "The header of the client assertion has a wrong typ, or crit.";
    }

    // RFC 8725 3.1 and 3.5: only the registered keys, each for its own kid and its own algorithm. Without a kid there
    // must be no choice.
    private static string? Signature(ClientRegistration client, PresentedJwt assertion)
    {
        string? keyId = assertion.Header("kid");
        PublicJwk[] candidates = keyId is null && !assertion.HasHeader("kid")
            ? [.. client.Keys]
            : [.. client.Keys.Where(key => key.KeyId == keyId && keyId is not null)];
        return candidates is [PublicJwk key]
            && key.Verifies(assertion.Header("alg"), assertion.SigningInput, assertion.Signature)
                ? null
                : "The client assertion is not signed by a registered key of the client.";
    }

    // RFC 7523 3, 1 to 3. The audience is one value and means this issuer alone: a list would let another
    // server that is on it use the assertion here.
    private string? Parties(ClientRegistration client, PresentedJwt assertion)
    {
        if (assertion.Claim("iss") != client.ClientId || assertion.Claim("sub") != client.ClientId)
        {
            return "iss and sub of the client assertion must be the client_id.";
        }

        return assertion.SingleAudience is { } audience && (audience == issuer.Identifier || audience == issuer.Url(ProtocolPaths.Token))
            ? null
            : "aud of the client assertion must be the issuer identifier, alone.";
    }

    // RFC 7523 3, 4 to 6.
    private string? Times(PresentedJwt assertion)
    {
        long now = time.GetUtcNow().ToUnixTimeSeconds();
        long skew = (long)PresentedJwt.ClockSkew.TotalSeconds;
        long longest = (long)LongestLifetime.TotalSeconds;
        if (assertion.Time("exp") is not { } expiry || expiry <= now - skew)
        {
            return "The client assertion has no exp, or it has expired.";
        }

        if (expiry > now + longest + skew)
        {
            return "The client assertion lives too long; 5 minutes are allowed.";
        }

        return IsPast("nbf") && IsPast("iat") && (assertion.Time("iat") ?? now) >= now - longest - skew
            ? null
            : "The client assertion is not valid yet, or was issued too long ago.";

        bool IsPast(string name) => assertion.HasClaim(name) ? assertion.Time(name) <= now + skew : true;
    }
}
