using System.Collections;
using System.Reflection;
using Duende.IdentityServer.Models;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Duende.Registrations;
using TokenAspire.Issuer.Protocol;
using Client = Duende.IdentityServer.Models.Client;
using RegisteredGrantTypes = TokenAspire.Issuer.Contracts.Registrations.GrantTypes;
using RegisteredTokenType = TokenAspire.Issuer.Contracts.Registrations.AccessTokenType;

namespace TokenAspire.Issuer.Conformance.DuendeEngine;

/// <summary>The mapping of a registration: what is registered is in the client, and what is in the client was registered.</summary>
public sealed class ClientMappingTests
{
    private static readonly ClientRegistration Plain = new() { ClientId = "plain", DisplayName = "Plain" };

    private static readonly ProtocolEngineOptions Options = new();

    // Decided before Duende, which never learns of it.
    private static readonly string[] KeptBack = ["Secrets", "Keys", "MayExchangeTokensOf", "MayIntrospect"];

    /// <summary>A change of each property of a registration.</summary>
    public static TheoryData<string, Func<ClientRegistration, ClientRegistration>> Changes { get; } = new()
    {
        { "ClientId", client => client with { ClientId = "other" } },
        { "DisplayName", client => client with { DisplayName = "Other" } },
        { "Secrets", client => client with { Secrets = [ClientSecret.FromPlainText("a secret of some length")] } },
        { "GrantTypes", client => client with { GrantTypes = new HashSet<string> { RegisteredGrantTypes.AuthorizationCode } } },
        { "Scopes", client => client with { Scopes = new HashSet<string> { "orders:read" } } },
        { "Scopes", client => client with { Scopes = new HashSet<string> { "offline_access" } } },
        { "RedirectUris", client => client with { RedirectUris = ["https://client.example/"] } },
        { "AccessTokenType", client => client with { AccessTokenType = RegisteredTokenType.Reference } },
        { "RequiresConsent", client => client with { RequiresConsent = true } },
        { "RequirePushedAuthorizationRequests", client => client with { RequirePushedAuthorizationRequests = true } },
        { "PostLogoutRedirectUris", client => client with { PostLogoutRedirectUris = ["https://client.example/out"] } },
        { "BackChannelLogoutUri", client => client with { BackChannelLogoutUri = new Uri("https://client.example/back") } },
        { "AccessTokenLifetime", client => client with { AccessTokenLifetime = TimeSpan.FromMinutes(4) } },
        { "RefreshFamilyLifetime", client => client with { RefreshFamilyLifetime = TimeSpan.FromDays(4) } },
        { "RefreshTokenLifetime", client => client with { RefreshTokenLifetime = TimeSpan.FromDays(3) } },
        { "RequireDpop", client => client with { RequireDpop = true } },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_change_of_the_registration_is_a_change_of_the_client(string property, Func<ClientRegistration, ClientRegistration> change)
    {
        string[] changed = [.. Differences(ClientMapping.ToClient(Plain, Options), ClientMapping.ToClient(change(Plain), Options))];

        Assert.True(changed.Length == 1, $"{property} changes {string.Join(", ", changed)}");
    }

    [Fact]
    public void Every_property_of_a_registration_is_mapped_or_kept_back_on_purpose()
    {
        IEnumerable<string> properties = typeof(ClientRegistration).GetProperties().Where(property => property.CanWrite).Select(property => property.Name);

        Assert.Equal(
            properties.Order(StringComparer.Ordinal),
            Changes.Select(row => row.Data.Item1).Concat(KeptBack).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    // The other way: what Duende could do beyond what is registered stays as Duende has it by default, or is ruled out.
    [Fact]
    public void A_client_has_nothing_that_was_not_registered()
    {
        string[] set = [.. Differences(new Client(), ClientMapping.ToClient(Plain, Options)).Order(StringComparer.Ordinal)];

        Assert.Equal(
            [
                "AccessTokenLifetime", "AllowedIdentityTokenSigningAlgorithms", "AlwaysIncludeUserClaimsInIdToken", "AuthorizationCodeLifetime",
                "ClientId", "ClientName", "DeviceCodeLifetime", "IncludeJwtId", "PushedAuthorizationLifetime",
                "RefreshTokenUsage", "RequireClientSecret", "SlidingRefreshTokenLifetime", "UpdateAccessTokenClaimsOnRefresh",
            ],
            set);
        Client client = ClientMapping.ToClient(Plain, Options);
        Assert.True(client.RequirePkce);
        Assert.False(client.AllowPlainTextPkce || client.AllowAccessTokensViaBrowser || client.AllowOfflineAccess);
        Assert.Empty(client.AllowedGrantTypes);
    }

    [Fact]
    public void Rotation_is_one_time_and_a_grant_of_its_own_is_none()
    {
        Client client = ClientMapping.ToClient(
            Plain with { GrantTypes = new HashSet<string> { RegisteredGrantTypes.AuthorizationCode, RegisteredGrantTypes.RefreshToken } }, Options);

        Assert.Equal(TokenUsage.OneTimeOnly, client.RefreshTokenUsage);
        Assert.Equal([RegisteredGrantTypes.AuthorizationCode], client.AllowedGrantTypes);
    }

    private static IEnumerable<string> Differences(Client one, Client other) => typeof(Client).GetProperties()
        .Where(property => Text(property, one) != Text(property, other))
        .Select(property => property.Name);

    private static string Text(PropertyInfo property, Client client) => property.GetValue(client) switch
    {
        string text => text,
        IEnumerable values => string.Join(' ', values.Cast<object>()),
        object value => value.ToString()!,
        null => "",
    };
}
