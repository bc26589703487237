using Microsoft.IdentityModel.JsonWebTokens;
using TokenAspire.Issuer.Contracts;
using TokenAspire.Issuer.Contracts.Keys;
using TokenAspire.Issuer.Protocol.Jwt;

namespace TokenAspire.Issuer.Protocol.IdTokens;

/// <summary>
/// Recognises id tokens that this issuer signed, where they come back as a hint. An expired one is good: it says
/// who was logged in (OIDC RP-Initiated Logout 1.0, 2), as long as the key that signed it is still published.
/// </summary>
internal sealed class IdTokenVerifier(IssuerIdentity issuer, ISigningKeyRing keys)
{
    private readonly OwnJwtVerifier _jwts = new(JwtHeader.IdToken, issuer, keys);

    /// <summary>The token; null where it is not one of ours.</summary>
    public async ValueTask<VerifiedIdToken?> VerifyAsync(string token) =>
        await _jwts.VerifyAsync(token) is JsonWebToken verified
        && verified.Audiences.ToArray() is [string clientId]
        && verified.TryGetPayloadValue("sub", out string subjectId)
        && verified.TryGetPayloadValue("sid", out string sessionId)
            ? new VerifiedIdToken(clientId, subjectId, sessionId)
            : null;
}
