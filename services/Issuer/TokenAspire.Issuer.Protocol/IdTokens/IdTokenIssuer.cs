using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts;
using TokenAspire.Issuer.Contracts.Keys;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.AccessTokens;
using TokenAspire.Issuer.Protocol.Jwt;

namespace TokenAspire.Issuer.Protocol.IdTokens;

/// <summary>Makes id tokens.</summary>
internal sealed class IdTokenIssuer(
    IssuerIdentity issuer, ISigningKeyRing keys, IOptions<ProtocolEngineOptions> options, TimeProvider time)
{
    /// <summary>The algorithm of every id token: the one that each client must support (OIDC Core 15.1).</summary>
    public const string Algorithm = "RS256";

    /// <summary>The id token that goes with an access token.</summary>
    public string Write(string clientId, UserClaims user, IReadOnlyList<string> scopes, string? nonce, string accessToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        IdTokenClaims claims = new()
        {
            Issuer = issuer.Identifier,
            ClientId = clientId,
            User = user,
            IssuedAt = now,
            ExpiresAt = now + options.Value.IdTokenLifetime,
            AccessTokenHash = AccessTokenHash.Of(accessToken),
            Nonce = nonce,
            WithProfile = scopes.Contains(IdentityScopes.Profile, StringComparer.Ordinal),
        };
        return JwtWriter.Write(JwtHeader.IdToken, keys.GetSigningKey(Algorithm), claims);
    }
}
