using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts;
using TokenAspire.Issuer.Contracts.Keys;
using TokenAspire.Issuer.Protocol.Jwt;

namespace TokenAspire.Issuer.Protocol.ProofOfPossession;

/// <summary>
/// What a DPoP proof has to keep to (RFC 9449 4.3), its single use aside:
/// <c>{"typ":"dpop+jwt","alg":"ES256","jwk":{…}}.{"jti":"…","htm":"POST","htu":"https://issuer/connect/token","iat":1763790000}</c>
/// </summary>
internal sealed class ProofRules(IssuerIdentity issuer, IOptions<ProtocolEngineOptions> options, TimeProvider time)
{
    /// <summary>Which rule is broken, in words for the client's developer; null where all hold and <paramref name="key"/> made the proof.</summary>
    public string? FirstBroken(PresentedJwt proof, ProofTarget target, out PublicJwk? key)
    {
        key = null;

        // 4, and RFC 7515 4.1.11.
        if (!string.Equals(proof.Header("typ"), "dpop+jwt", StringComparison.OrdinalIgnoreCase) || proof.IsCritical)
        {
            return "The typ of the DPoP proof is not dpop+jwt, or it has crit.";
        }

        // 5 to 7: an asymmetric algorithm of the key's own kind, and no private key.
        if (proof.HeaderKey is not { } members || !PublicJwk.TryRead(members, out key))
        {
            return "The jwk of the DPoP proof is missing or no public key that is supported.";
        }

        return !key.Verifies(proof.Header("alg"), proof.SigningInput, proof.Signature)
            ? "The DPoP proof is not signed by its jwk."
            : Claims(proof, target);
    }

    private string? Claims(PresentedJwt proof, ProofTarget target)
    {
        // 3, 8 and 9.
        if (proof.TokenId is null || proof.Claim("htm") != target.Method || !IsUrlOf(proof.Claim("htu"), target.Path))
        {
            return "The DPoP proof has no usable jti, or its htm and htu are not those of this request.";
        }

        // 11.
        long now = time.GetUtcNow().ToUnixTimeSeconds();
        if (proof.Time("iat") is not { } issuedAt
            || issuedAt < now - (long)options.Value.ProofLifetime.TotalSeconds
            || issuedAt > now + (long)PresentedJwt.ClockSkew.TotalSeconds)
        {
            return "The DPoP proof was not made just now.";
        }

        // 12.
        return target.AccessToken is null || proof.Claim("ath") == AccessTokenThumbprint.Of(target.AccessToken)
            ? null
            : "The ath of the DPoP proof is not the hash of the access token.";
    }

    // Query and fragment aside, and normalised (RFC 3986 6.2.2 and 6.2.3). The issuer knows its own URL; Host is no evidence.
    private bool IsUrlOf(string? presented, string path) =>
        presented is not null
        && !presented.AsSpan().ContainsAnyExceptInRange('!', '~') && !presented.Contains('\\', StringComparison.Ordinal)
        && Uri.TryCreate(presented, UriKind.Absolute, out Uri? uri)
        && uri.UserInfo.Length == 0
        && Normalize(uri) == Normalize(new Uri(issuer.Url(path)));

    private static string Normalize(Uri uri) => uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
}
