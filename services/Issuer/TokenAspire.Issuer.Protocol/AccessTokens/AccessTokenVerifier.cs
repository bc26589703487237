using Microsoft.IdentityModel.JsonWebTokens;
using TokenAspire.Issuer.Contracts;
using TokenAspire.Issuer.Contracts.Keys;
using TokenAspire.Issuer.Protocol.Jwt;

namespace TokenAspire.Issuer.Protocol.AccessTokens;

/// <summary>
/// Recognises access tokens that this issuer signed (RFC 9068 4), where they come back to it: introspection,
/// revocation and userinfo. Whether one has expired or is revoked is another question.
/// </summary>
internal sealed class AccessTokenVerifier(IssuerIdentity issuer, ISigningKeyRing keys)
{
    private static readonly string[] RequiredClaims = ["jti", "sub", "client_id", "scope"];

    private readonly OwnJwtVerifier _jwts = new(JwtHeader.AccessToken, issuer, keys);

    /// <summary>The token, expired or not; null where it is not one of ours.</summary>
    public async ValueTask<VerifiedAccessToken?> VerifyAsync(string token) =>
        await _jwts.VerifyAsync(token) is JsonWebToken verified && HasRequiredClaims(verified) ? new VerifiedAccessToken(verified) : null;

    private static bool HasRequiredClaims(JsonWebToken token) =>
        RequiredClaims.All(name => token.TryGetPayloadValue(name, out string _))
        && token.TryGetPayloadValue("iat", out long _)
        && token.TryGetPayloadValue("exp", out long _);
}
