using Duende.IdentityServer.Models;
using Duende.IdentityServer.Stores;
using TokenAspire.Issuer.Contracts.Registrations;
using ApiResource = Duende.IdentityServer.Models.ApiResource;

namespace TokenAspire.Issuer.Duende.Registrations;

/// <summary>The registered API resources and the identity scopes; mapped once for each state of the registrations.</summary>
internal sealed class RegisteredResourceStore(IRegistrations registrations) : IResourceStore
{
    private Mapped? _mapped;

    public Task<IReadOnlyCollection<IdentityResource>> FindIdentityResourcesByScopeNameAsync(IEnumerable<string> scopeNames, CancellationToken ct) =>
        Found(Current.IdentityResources.Where(resource => scopeNames.Contains(resource.Name, StringComparer.Ordinal)));

    public Task<IReadOnlyCollection<ApiScope>> FindApiScopesByNameAsync(IEnumerable<string> scopeNames, CancellationToken ct) =>
        Found(Current.ApiScopes.Where(scope => scopeNames.Contains(scope.Name, StringComparer.Ordinal)));

    public Task<IReadOnlyCollection<ApiResource>> FindApiResourcesByScopeNameAsync(IEnumerable<string> scopeNames, CancellationToken ct) =>
        Found(Current.ApiResources.Where(resource => resource.Scopes.Any(scope => scopeNames.Contains(scope, StringComparer.Ordinal))));

    public Task<IReadOnlyCollection<ApiResource>> FindApiResourcesByNameAsync(IEnumerable<string> apiResourceNames, CancellationToken ct) =>
        Found(Current.ApiResources.Where(resource => apiResourceNames.Contains(resource.Name, StringComparer.Ordinal)));

    public Task<Resources> GetAllResourcesAsync(CancellationToken ct) => Task.FromResult(Current);

    private Resources Current
    {
        get
        {
            IReadOnlyCollection<Contracts.Registrations.ApiResource> registered = registrations.ApiResources;
            Mapped? mapped = _mapped;
            if (mapped is null || !ReferenceEquals(mapped.Source, registered))
            {
                _mapped = mapped = new Mapped(registered, ResourceMapping.ToResources(registered));
            }

            return mapped.Resources;
        }
    }

    private static Task<IReadOnlyCollection<T>> Found<T>(IEnumerable<T> found) => Task.FromResult<IReadOnlyCollection<T>>([.. found]);

    private sealed record Mapped(IReadOnlyCollection<Contracts.Registrations.ApiResource> Source, Resources Resources);
}
