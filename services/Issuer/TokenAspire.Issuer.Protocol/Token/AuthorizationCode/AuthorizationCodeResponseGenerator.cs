using TokenAspire.Issuer.Contracts.Grants;
using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Protocol.AccessTokens;
using TokenAspire.Issuer.Protocol.IdTokens;

namespace TokenAspire.Issuer.Protocol.Token.AuthorizationCode;

/// <summary>Builds what a code is exchanged for.</summary>
internal sealed class AuthorizationCodeResponseGenerator(AccessTokenIssuer accessTokens, IdTokenIssuer idTokens)
{
    /// <summary>The family and the identities of its first tokens.</summary>
    public PreparedTokens Prepare(TokenRequest request, AuthorizationGrant grant)
    {
        ClientRegistration client = request.Client;
        IssuedAccessToken issued = accessTokens.Mint(client.AccessTokenLifetime);
        DateTimeOffset end = grant.AuthenticatedAt + client.RefreshFamilyLifetime;

        // OIDC Core 11. A family whose end has come gets no refresh token that would be dead at birth.
        bool refreshable = grant.Scopes.Contains(IdentityScopes.OfflineAccess, StringComparer.Ordinal)
            && client.GrantTypes.Contains(GrantTypes.RefreshToken)
            && end > issued.IssuedAt;
        OpaqueToken? refreshToken = refreshable ? OpaqueToken.Generate() : null;

        // The family outlives its access token, so that the token can be revoked through it.
        DateTimeOffset familyEnd = Later(end, issued.ExpiresAt);
        NewRefreshFamily family = new()
        {
            ExpiresAt = familyEnd,
            RefreshToken = refreshToken?.Hash(),
            RefreshTokenExpiresAt = Earlier(issued.IssuedAt + client.RefreshTokenLifetime, familyEnd),
            AccessToken = issued,
            DeviceId = request.DeviceId,
            UserAgent = request.UserAgent,
            RemoteAddress = request.RemoteAddress,
            Place = request.Origin.Place,
        };
        return new PreparedTokens(family, refreshToken);
    }

    /// <summary>The response, once the code is redeemed.</summary>
    public async Task<TokenResponse> GenerateAsync(
        TokenRequest request, AuthorizationCodeRequest validated, PreparedTokens prepared, CancellationToken cancellationToken)
    {
        AuthorizationGrant grant = validated.Grant;
        IssuedAccessToken issued = prepared.Family.AccessToken;
        UserClaims user = new(grant.SessionId, grant.AuthenticatedAt, validated.Profile);
        AccessTokenContent content = new()
        {
            Token = issued, Client = request.Client, Scopes = validated.Scopes, User = user, ProofKey = request.ProofKey,
        };
        string accessToken = await accessTokens.WriteAsync(content, cancellationToken);
        return new TokenResponse
        {
            AccessToken = accessToken,
            ExpiresIn = (long)(issued.ExpiresAt - issued.IssuedAt).TotalSeconds,
            IsBound = request.ProofKey is not null,
            Scopes = validated.Scopes,
            RefreshToken = prepared.RefreshToken?.Reveal(),
            IdToken = grant.Scopes.Contains(IdentityScopes.OpenId, StringComparer.Ordinal)
                ? idTokens.Write(grant.ClientId, user, grant.Scopes, grant.Nonce, accessToken)
                : null,
        };
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
