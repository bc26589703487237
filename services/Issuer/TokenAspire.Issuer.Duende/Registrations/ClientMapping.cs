using Duende.IdentityServer.Models;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol;
using RegisteredGrantTypes = TokenAspire.Issuer.Contracts.Registrations.GrantTypes;
using RegisteredTokenType = TokenAspire.Issuer.Contracts.Registrations.AccessTokenType;

namespace TokenAspire.Issuer.Duende.Registrations;

/// <summary>What a registration is in Duende's words.</summary>
internal static class ClientMapping
{
    /// <summary>
    /// The client. Its secrets and keys stay behind: who is calling is decided before Duende. So do the lifetimes of
    /// refresh tokens, which are the family's, and the consent, which is this project's own.
    /// </summary>
    public static Client ToClient(ClientRegistration registration, ProtocolEngineOptions options) => new()
    {
        ClientId = registration.ClientId,
        ClientName = registration.DisplayName,
        RequireClientSecret = !registration.IsPublic,
        AllowedGrantTypes = [.. registration.GrantTypes.Where(grant => grant != RegisteredGrantTypes.RefreshToken)],
        AllowedScopes = [.. registration.Scopes.Where(scope => scope != Contracts.Registrations.IdentityScopes.OfflineAccess)],
        AllowOfflineAccess = registration.Scopes.Contains(Contracts.Registrations.IdentityScopes.OfflineAccess),
        RedirectUris = [.. registration.RedirectUris],
        PostLogoutRedirectUris = [.. registration.PostLogoutRedirectUris],
        BackChannelLogoutUri = registration.BackChannelLogoutUri?.AbsoluteUri,
        AccessTokenType = registration.AccessTokenType is RegisteredTokenType.Reference
            ? global::Duende.IdentityServer.Models.AccessTokenType.Reference
            : global::Duende.IdentityServer.Models.AccessTokenType.Jwt,
        AccessTokenLifetime = (int)registration.AccessTokenLifetime.TotalSeconds,
        AbsoluteRefreshTokenLifetime = (int)registration.RefreshFamilyLifetime.TotalSeconds,
        SlidingRefreshTokenLifetime = (int)registration.RefreshTokenLifetime.TotalSeconds,
        RefreshTokenUsage = TokenUsage.OneTimeOnly,
        UpdateAccessTokenClaimsOnRefresh = true,
        RequireConsent = registration.RequiresConsent,
        RequireDPoP = registration.RequireDpop,
        RequirePushedAuthorization = registration.RequirePushedAuthorizationRequests,
        RequirePkce = true,
        AllowPlainTextPkce = false,
        AuthorizationCodeLifetime = (int)options.AuthorizationCodeLifetime.TotalSeconds,
        DeviceCodeLifetime = (int)options.DeviceCodeLifetime.TotalSeconds,
        PushedAuthorizationLifetime = (int)options.PushedRequestLifetime.TotalSeconds,
        IdentityTokenLifetime = (int)options.IdTokenLifetime.TotalSeconds,
        AllowedIdentityTokenSigningAlgorithms = [Protocol.IdTokens.IdTokenIssuer.Algorithm],
        AlwaysIncludeUserClaimsInIdToken = true,
        // The store has to know a token's jti before the token exists.
        IncludeJwtId = false,
    };
}
