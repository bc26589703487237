using Duende.IdentityServer.Models;
using TokenAspire.Issuer.Duende.Registrations;
using ApiResource = Duende.IdentityServer.Models.ApiResource;
using RegisteredResource = TokenAspire.Issuer.Contracts.Registrations.ApiResource;

namespace TokenAspire.Issuer.Conformance.DuendeEngine;

/// <summary>The mapping of API resources and their scopes.</summary>
public sealed class ResourceMappingTests
{
    private static readonly RegisteredResource[] Registered =
    [
        new("orders", new HashSet<string> { "orders:read", "orders:write" }) { ScopeTexts = new Dictionary<string, string> { ["orders:read"] = "see orders" } },
        new("inventory", new HashSet<string> { "inventory:read" }, "ES256", "https://inventory.example/"),
    ];

    [Fact]
    public void Every_resource_and_scope_is_there_and_no_other()
    {
        Resources resources = ResourceMapping.ToResources(Registered);

        Assert.Equal(["inventory", "orders"], resources.ApiResources.Select(resource => resource.Name).Order(StringComparer.Ordinal));
        Assert.All(Registered, registered => Assert.Equal(
            registered.Scopes.Order(StringComparer.Ordinal), Find(resources, registered.Name).Scopes.Order(StringComparer.Ordinal)));
        Assert.Equal(
            Registered.SelectMany(registered => registered.Scopes).Order(StringComparer.Ordinal),
            resources.ApiScopes.Select(scope => scope.Name).Order(StringComparer.Ordinal));
        Assert.Equal(["openid", "profile"], resources.IdentityResources.Select(resource => resource.Name).Order(StringComparer.Ordinal));
        Assert.True(resources.OfflineAccess);
    }

    [Fact]
    public void A_scope_is_shown_in_its_words_or_by_its_name()
    {
        Resources resources = ResourceMapping.ToResources(Registered);

        Assert.Equal("see orders", resources.ApiScopes.Single(scope => scope.Name == "orders:read").DisplayName);
        Assert.Equal("orders:write", resources.ApiScopes.Single(scope => scope.Name == "orders:write").DisplayName);
    }

    private static ApiResource Find(Resources resources, string name) => resources.ApiResources.Single(resource => resource.Name == name);
}
