namespace TokenAspire.Issuer.Conformance.Server;

/// <summary>A client as the server under test has to register it.</summary>
/// <param name="ClientId">Its identifier.</param>
/// <param name="Secret">Its secret; null for a public client.</param>
public sealed record TestClient(string ClientId, string? Secret = null)
{
    /// <summary>The values of <c>grant_type</c> it may use.</summary>
    public IReadOnlyList<string> GrantTypes { get; init; } = [];

    /// <summary>The scopes it may be granted.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Its redirect URIs.</summary>
    public IReadOnlyList<string> RedirectUris { get; init; } = [];

    /// <summary>The key that its assertions are signed with, instead of a secret (RFC 7523).</summary>
    public TestKey? Key { get; init; }

    /// <summary>Whether its access tokens are opaque.</summary>
    public bool HasReferenceTokens { get; init; }

    /// <summary>The clients whose tokens it may exchange (RFC 8693).</summary>
    public IReadOnlyList<string> MayExchangeTokensOf { get; init; } = [];

    /// <summary>Whether people are asked before it gets anything: it is somebody else's.</summary>
    public bool IsThirdParty { get; init; }

    /// <summary>Where a logout may lead to (OIDC RP-Initiated Logout 1.0).</summary>
    public IReadOnlyList<string> PostLogoutRedirectUris { get; init; } = [];

    /// <summary>Whether it is told of the end of sessions, at <see cref="IServerUnderTest.LogoutReceiver"/> (OIDC Back-Channel Logout 1.0).</summary>
    public bool IsToldOfLogouts { get; init; }

    /// <summary>Whether it may introspect.</summary>
    public bool MayIntrospect { get; init; }

    /// <summary>The first of its redirect URIs.</summary>
    public string RedirectUri => RedirectUris[0];
}

/// <summary>The clients of the suite. API resources: <c>orders</c> and <c>inventory</c> with their scopes of read and write.</summary>
public static class Registered
{
    /// <summary>How long a refresh family of each client lives.</summary>
    public static readonly TimeSpan RefreshFamilyLifetime = TimeSpan.FromHours(1);

    /// <summary>How long one refresh token of each client lives.</summary>
    public static readonly TimeSpan RefreshTokenLifetime = TimeSpan.FromMinutes(50);

    /// <summary>How long an access token of each client lives.</summary>
    public static readonly TimeSpan AccessTokenLifetime = TimeSpan.FromMinutes(5);

    /// <summary>How clients name the API resource <c>orders</c> (RFC 8707).</summary>
    public const string OrdersUri = "https://orders.example/";

    private static readonly string[] UserScopes = ["openid", "profile", "offline_access", "orders:read", "orders:write", "inventory:read"];

    /// <summary>A web application. Its secret needs the form encoding of RFC 6749 2.3.1.</summary>
    public static readonly TestClient Web = new("suite-web", "a secret: of 100%, with + and & / =")
    {
        GrantTypes = ["authorization_code", "refresh_token"],
        Scopes = UserScopes,
        RedirectUris = ["https://client.example/callback", "https://client.example/callback?tenant=a"],
        PostLogoutRedirectUris = ["https://client.example/goodbye", "https://client.example/goodbye?from=issuer"],
        IsToldOfLogouts = true,
    };

    /// <summary>Another web application.</summary>
    public static readonly TestClient Other = new("suite-other", "the secret of the other web application")
    {
        GrantTypes = ["authorization_code", "refresh_token"],
        Scopes = UserScopes,
        RedirectUris = ["https://other.example/callback"],
    };

    /// <summary>A native application (RFC 8252).</summary>
    public static readonly TestClient Native = new("suite-native")
    {
        GrantTypes = ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
        Scopes = UserScopes,
        RedirectUris = ["http://127.0.0.1/callback", "http://[::1]/callback"],
    };

    /// <summary>Somebody else's web application, which also runs on devices.</summary>
    public static readonly TestClient ThirdParty = new("suite-third-party", "the secret of the third party's application")
    {
        GrantTypes = ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
        Scopes = UserScopes,
        RedirectUris = ["https://third-party.example/callback"],
        IsThirdParty = true,
    };

    /// <summary>A web application without refresh tokens.</summary>
    public static readonly TestClient CodeOnly = new("suite-code-only", "the secret of the client without refresh tokens")
    {
        GrantTypes = ["authorization_code"],
        Scopes = ["openid", "orders:read"],
        RedirectUris = ["https://code-only.example/callback"],
    };

    /// <summary>An application in which people see their sessions.</summary>
    public static readonly TestClient Account = new("suite-account", "the secret of the account's application")
    {
        GrantTypes = ["authorization_code", "refresh_token", "client_credentials"],
        Scopes = ["openid", "offline_access", "sessions"],
        RedirectUris = ["https://account.example/callback"],
    };

    /// <summary>A service.</summary>
    public static readonly TestClient Worker = new("suite-worker", "the secret of the worker")
    {
        GrantTypes = ["client_credentials"],
        Scopes = ["openid", "orders:read", "inventory:read"],
    };

    /// <summary>A service that proves itself by signed assertions.</summary>
    public static readonly TestClient Signer = new("suite-signer")
    {
        Key = new TestKey("signer"),
        GrantTypes = ["client_credentials"],
        Scopes = ["orders:read"],
    };

    /// <summary>A web application that is given opaque access tokens.</summary>
    public static readonly TestClient Opaque = new("suite-opaque", "the secret of the client with opaque tokens")
    {
        GrantTypes = ["authorization_code", "refresh_token"],
        Scopes = UserScopes,
        RedirectUris = ["https://opaque.example/callback"],
        HasReferenceTokens = true,
    };

    /// <summary>A service that acts for the people of <see cref="Web"/> and of <see cref="ThirdParty"/>, and hands on what it has.</summary>
    public static readonly TestClient Delegate = new("suite-delegate", "the secret of the service that acts for people")
    {
        GrantTypes = ["urn:ietf:params:oauth:grant-type:token-exchange"],
        Scopes = ["orders:read", "inventory:read"],
        MayExchangeTokensOf = ["suite-web", "suite-third-party", "suite-delegate"],
    };

    /// <summary>A resource server.</summary>
    public static readonly TestClient Asker = new("suite-asker", "the secret of the resource server") { MayIntrospect = true };

    /// <summary>A service whose secret is guessed.</summary>
    public static readonly TestClient Guessed = new("suite-guessed", "the secret that is guessed")
    {
        GrantTypes = ["client_credentials"],
        Scopes = ["orders:read"],
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<TestClient> Clients { get; } = [Web, Other, Native, ThirdParty, CodeOnly, Account, Worker, Signer, Opaque, Delegate, Asker, Guessed];
}
