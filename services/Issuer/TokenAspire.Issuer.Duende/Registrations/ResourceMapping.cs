using Duende.IdentityServer.Models;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.IdTokens;
using RegisteredResource = TokenAspire.Issuer.Contracts.Registrations.ApiResource;

namespace TokenAspire.Issuer.Duende.Registrations;

/// <summary>What API resources and scopes are in Duende's words.</summary>
internal static class ResourceMapping
{
    private static readonly string[] AccessTokenClaims = ["tenant_id", "roles"];

    /// <summary>
    /// The resources. The algorithm is not among it: a token for several resources is signed so that all accept it, which
    /// is decided with the token.
    /// </summary>
    public static Resources ToResources(IReadOnlyCollection<RegisteredResource> registered) => new(
        [new IdentityResource(IdentityScopes.OpenId, ["sub"]), new IdentityResource(IdentityScopes.Profile, ProfileClaims.Names)],
        [.. registered.Select(ToResource)],
        [.. registered.SelectMany(resource => resource.Scopes.Select(scope => ToScope(resource, scope)))])
    {
        OfflineAccess = true,
    };

    private static global::Duende.IdentityServer.Models.ApiResource ToResource(RegisteredResource resource) =>
        new(resource.Name, AccessTokenClaims) { Scopes = [.. resource.Scopes] };

    private static ApiScope ToScope(RegisteredResource resource, string scope) =>
        new(scope) { DisplayName = resource.ScopeTexts.GetValueOrDefault(scope, scope) };
}
