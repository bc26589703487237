using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Registrations;
using TokenAspire.Issuer.Tests.Support;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Tests.Registrations;

public sealed class RegistrationsValidationTests
{
    [Fact]
    public void An_issuer_without_clients_does_not_start() =>
        Assert.Contains("appsettings.json", Assert.Single(Validate(new RegistrationsOptions())), StringComparison.Ordinal);

    [Fact]
    public void Every_mistake_is_named_at_once()
    {
        RegistrationsOptions options = new();
        options.Resources.AddRange(
        [
            Resource("orders", "RS256", "orders:read"),
            Resource("orders", "HS256", "orders:read"),
        ]);
        options.Clients.AddRange(
        [
            Client("twice"),
            Client("twice"),
            Client("9b2f3b1e-7a0b-4f0e-9d50-0123456789ab"),
            Client("unknown", scopes: ["orders:burn"], grants: ["password"]),
            Client("redirects", grants: [GrantTypes.AuthorizationCode], redirects: ["/callback", "https://app.test/#fragment", "http://app.test/callback", "http://localhost/callback"]),
            Client("worker", grants: [GrantTypes.ClientCredentials]),
            Client("secretless", secretKey: "ClientSecrets:Missing"),
            Client("nowhere", grants: [GrantTypes.AuthorizationCode]),
            Client("formless"),
        ]);
        options.Resources.AddRange(
        [
            Resource("relative", "RS256", "relative:read"),
            Resource("first", "RS256", "first:read"),
            Resource("second", "RS256", "second:read"),
        ]);

        options.Clients[^1].AccessTokenType = "opaque";
        (options.Resources[^3].Uri, options.Resources[^2].Uri, options.Resources[^1].Uri) = ("/relative", "urn:same", "urn:same");

        string[] failures = [.. Validate(options)];

        string[] expected =
        [
            "API resource 'orders' is registered twice",
            "Scope 'orders:read' is listed twice",
            "SigningAlgorithm 'HS256'",
            "Client 'twice' is registered twice",
            "shaped like a UUID",
            "scope 'orders:burn' belongs to no API resource",
            "grant type 'password' is unknown",
            "redirect URI '/callback' is not absolute",
            "redirect URI 'https://app.test/#fragment' has a fragment",
            "redirect URI 'http://app.test/callback' is http",
            "redirect URI 'http://localhost/callback' is http",
            "client_credentials needs a confidential client",
            "set the environment variable ClientSecrets__Missing",
            "authorization_code needs a redirect URI",
            "AccessTokenType is 'opaque'",
            "'relative' has the Uri '/relative'",
            "Two API resources are called 'urn:same'",
        ];
        Assert.All(expected, mistake => Assert.Contains(failures, failure => failure.Contains(mistake, StringComparison.Ordinal)));
        Assert.Equal(expected.Length, failures.Length);
    }

    [Fact]
    public void What_would_be_taken_otherwise_than_it_was_meant_is_named_too()
    {
        RegistrationsOptions options = new();
        options.Clients.AddRange(
        [
            Client("repeats", grants: [GrantTypes.DeviceCode, GrantTypes.DeviceCode]),
            Client("useless", redirects: ["https://app.test/callback"]),
            Client("wildcard", grants: [GrantTypes.AuthorizationCode], redirects: ["https://app.test/*", "https://user@app.test/"]),
            Client("shared", secretKey: "ClientSecrets:Shared"),
        ]);
        options.Clients[0].DisplayName = "\u0007";

        string[] failures = [.. Validate(options, new(StringComparer.Ordinal)
        {
            ["ClientSecrets:Shared"] = "one\ntwo\nthree\nfour\nfive",
            ["Registrations:Clients:0:RedirectUri"] = "https://app.test/callback",
            ["Registrations:Clients:0:ClientId"] = "repeats",
            ["Registrations:Client:0:ClientId"] = "misspelt",
        })];

        string[] expected =
        [
            $"'{GrantTypes.DeviceCode}' is listed twice",
            "RedirectUris serve authorization_code alone",
            "'https://app.test/*' has a wildcard or a user name",
            "'https://user@app.test/' has a wildcard or a user name",
            "'ClientSecrets:Shared' has 5 lines",
            "Setting 'Registrations:Clients:0:RedirectUri' is unknown",
            "Setting 'Registrations:Client' is unknown",
            "the DisplayName is what people decide by",
        ];
        Assert.All(expected, mistake => Assert.Contains(failures, failure => failure.Contains(mistake, StringComparison.Ordinal)));
        Assert.Equal(expected.Length, failures.Length);
    }

    [Fact]
    public void Mistakes_about_logout_are_named_with_their_fix()
    {
        RegistrationsOptions options = new();
        ClientEntry client = Client("client");
        client.PostLogoutRedirectUris.AddRange(["/bye", "http://app.test/", "https://app.test/#bye", "{gateway}/", "http://127.0.0.1/bye"]);
        client.BackChannelLogoutUri = "http://app.test/logout";
        options.Clients.Add(client);

        string[] failures = [.. Validate(options)];

        string[] expected =
        [
            "post-logout redirect URI '/bye' is not absolute",
            "post-logout redirect URI 'http://app.test/' is http",
            "post-logout redirect URI 'https://app.test/#bye' has a fragment",
            "BackChannelLogoutUri 'http://app.test/logout' is not an https URI",
        ];
        Assert.All(expected, mistake => Assert.Contains(failures, failure => failure.Contains(mistake, StringComparison.Ordinal)));
        Assert.Equal(expected.Length, failures.Length);
    }

    [Fact]
    public void Names_of_secrets_are_shown_and_never_their_values()
    {
        RegistrationsOptions options = new();
        options.Clients.Add(Client("client", secretKey: "ClientSecrets:Present", scopes: ["no:such"]));

        string failure = Assert.Single(Validate(options));

        Assert.DoesNotContain("hidden-value", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void No_token_outlives_its_revocation_on_the_stream()
    {
        RegistrationsOptions options = new();
        ClientEntry client = Client("client", secretKey: "ClientSecrets:Present");
        options.Clients.Add(client);
        client.AccessTokenLifetime = new RevocationOptions().Retention; // without room for the clock skew

        Assert.Contains("Revocation:Retention", Assert.Single(Validate(options)), StringComparison.Ordinal);
        client.AccessTokenLifetime -= TimeSpan.FromSeconds(30);
        Assert.Empty(Validate(options));
    }

    [Fact]
    public void Mistakes_in_who_exchanges_whose_tokens_are_named()
    {
        RegistrationsOptions options = new();
        options.Clients.AddRange(
        [
            Client("aimless", secretKey: "ClientSecrets:Present", grants: [GrantTypes.TokenExchange]),
            Client("powerless"),
            Client("public", grants: [GrantTypes.TokenExchange]),
            Client("good", secretKey: "ClientSecrets:Present", grants: [GrantTypes.TokenExchange]),
        ]);
        options.Clients[1].MayExchangeTokensOf.Add("good");
        options.Clients[2].MayExchangeTokensOf.Add("nobody");
        options.Clients[3].MayExchangeTokensOf.Add("public");
        options.Clients.Add(Client("third-party", secretKey: "ClientSecrets:Present", grants: [GrantTypes.DeviceCode, GrantTypes.TokenExchange]));
        options.Clients[4].MayExchangeTokensOf.Add("good");
        options.Clients[4].RequiresConsent = true;

        Assert.Collection(
            Validate(options),
            mistake => Assert.Contains("Client 'aimless': token-exchange needs to know whose tokens", mistake, StringComparison.Ordinal),
            mistake => Assert.Contains("Client 'powerless': MayExchangeTokensOf has no effect", mistake, StringComparison.Ordinal),
            mistake => Assert.Contains("Client 'public': token-exchange needs a confidential client", mistake, StringComparison.Ordinal),
            mistake => Assert.Contains("Client 'public': MayExchangeTokensOf names 'nobody'", mistake, StringComparison.Ordinal),
            mistake => Assert.Contains("Client 'third-party': RequiresConsent and token-exchange exclude each other", mistake, StringComparison.Ordinal));
    }

    [Fact]
    public void Mistakes_in_keys_are_named()
    {
        RegistrationsOptions options = new();
        options.Clients.AddRange([Client("private"), Client("unusable"), Client("ambiguous"), Client("good")]);
        options.Clients[0].Keys.Add(new(StringComparer.Ordinal) { ["kty"] = "EC", ["d"] = "AQ", ["kid"] = "k" });
        options.Clients[1].Keys.Add(new(StringComparer.Ordinal) { ["kty"] = "oct", ["kid"] = "k" });
        Dictionary<string, string> undecided = new ClientKey("RS256").ToMembers("k");
        undecided.Remove("alg");
        options.Clients[2].Keys.AddRange([undecided, new ClientKey().ToMembers("k")]);
        options.Clients[3].Keys.AddRange([new ClientKey("PS256").ToMembers("a"), new ClientKey().ToMembers("b")]);
        options.Clients[3].GrantTypes.Add(GrantTypes.ClientCredentials);

        Assert.Collection(
            Validate(options),
            mistake => Assert.Contains("Client 'private': key 'k' has the private member 'd'", mistake, StringComparison.Ordinal),
            mistake => Assert.Contains("Client 'unusable': key 'k' is not usable", mistake, StringComparison.Ordinal),
            mistake => Assert.Contains("Client 'ambiguous': key 'k' is an RSA key without alg", mistake, StringComparison.Ordinal),
            mistake => Assert.Contains("Client 'ambiguous': several Keys need a kid each", mistake, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Validate(RegistrationsOptions options, Dictionary<string, string?>? settings = null)
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["ClientSecrets:Present"] = "hidden-value" })
            .AddInMemoryCollection(settings ?? [])
            .Build();
        IssuerOptions issuer = new() { Identifier = IssuerHost.Identifier, GatewayUrl = "https://gateway.test" };
        return new RegistrationsOptionsValidator(configuration, Options.Create(issuer), Options.Create(new RevocationOptions())).Validate(name: null, options).Failures ?? [];
    }

    private static ResourceEntry Resource(string name, string algorithm, params string[] scopes)
    {
        ResourceEntry resource = new() { Name = name, SigningAlgorithm = algorithm };
        resource.Scopes.AddRange(scopes);
        return resource;
    }

    private static ClientEntry Client(
        string id, string? secretKey = null, string[]? grants = null, string[]? scopes = null, string[]? redirects = null)
    {
        ClientEntry client = new() { ClientId = id, SecretKey = secretKey };
        client.GrantTypes.AddRange(grants ?? []);
        client.Scopes.AddRange(scopes ?? []);
        client.RedirectUris.AddRange(redirects ?? []);
        return client;
    }
}
