using TokenAspire.Issuer.Contracts;
using TokenAspire.Issuer.Contracts.Keys;
using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Protocol.Jwt;

namespace TokenAspire.Issuer.Protocol.AccessTokens;

/// <summary>Makes access tokens, in two steps: the store has to know a token's identity before the token exists.</summary>
internal sealed class AccessTokenIssuer(
    IssuerIdentity issuer, IRegistrations registrations, ISigningKeyRing keys, IReferenceTokenStore references, TimeProvider time)
{
    /// <summary>The identity of the next token. <c>jti</c> and <c>iat</c> are one instant, which cut-off revocations rely on.</summary>
    public IssuedAccessToken Mint(TimeSpan lifetime)
    {
        DateTimeOffset now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        return new IssuedAccessToken(Guid.CreateVersion7(now), now, now + lifetime);
    }

    /// <summary>The token itself, in the form that its client is registered for.</summary>
    public async ValueTask<string> WriteAsync(AccessTokenContent content, CancellationToken cancellationToken)
    {
        TokenAudience audience = TokenAudience.Of(content.Scopes, registrations, issuer);
        AccessTokenClaims claims = new()
        {
            Issuer = issuer.Identifier,
            Audiences = audience.Names,
            SubjectId = content.User?.Profile.SubjectId ?? content.Client.ClientId,
            ClientId = content.Client.ClientId,
            Scopes = content.Scopes,
            Token = content.Token,
            User = content.User,
            Actor = content.Actor,
            ProofKey = content.ProofKey,
        };
        if (content.Client.AccessTokenType is AccessTokenType.Reference)
        {
            OpaqueToken reference = OpaqueToken.Generate();
            await references.StoreAsync(reference.Hash(), JwtWriter.WriteClaims(claims), content.Token.ExpiresAt, cancellationToken);
            return reference.Reveal();
        }

        return JwtWriter.Write(JwtHeader.AccessToken, keys.GetSigningKey(audience.SigningAlgorithm), claims);
    }
}
