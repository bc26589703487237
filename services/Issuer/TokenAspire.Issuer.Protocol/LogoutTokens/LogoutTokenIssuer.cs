using TokenAspire.Issuer.Contracts;
using TokenAspire.Issuer.Contracts.Keys;
using TokenAspire.Issuer.Contracts.Logout;
using TokenAspire.Issuer.Protocol.IdTokens;
using TokenAspire.Issuer.Protocol.Jwt;

namespace TokenAspire.Issuer.Protocol.LogoutTokens;

/// <summary>Signs logout tokens like id tokens, as their readers expect (OIDC Back-Channel Logout 1.0, 2.6).</summary>
internal sealed class LogoutTokenIssuer(IssuerIdentity issuer, ISigningKeyRing keys, TimeProvider time) : ILogoutTokens
{
    // OIDC Back-Channel Logout 1.0, 2.4: preferably at most two minutes in the future.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    public string Write(LogoutNotice notice)
    {
        DateTimeOffset now = time.GetUtcNow();
        LogoutTokenClaims claims = new(issuer.Identifier, notice, now, now + Lifetime);
        return JwtWriter.Write(JwtHeader.LogoutToken, keys.GetSigningKey(IdTokenIssuer.Algorithm), claims);
    }
}
