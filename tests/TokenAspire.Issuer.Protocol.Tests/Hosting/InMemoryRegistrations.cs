using TokenAspire.Issuer.Contracts.Registrations;

namespace TokenAspire.Issuer.Protocol.Tests.Hosting;

internal sealed class InMemoryRegistrations : IRegistrations
{
    public const string WorkerSecret = "a secret: with %, + and ü";

    private static readonly ClientRegistration[] Clients =
    [
        new()
        {
            ClientId = "web", DisplayName = "Web", Secrets = [ClientSecret.FromPlainText("web-secret")],
            GrantTypes = Set(GrantTypes.AuthorizationCode, GrantTypes.RefreshToken),
            Scopes = Set("openid", "profile", "offline_access", "orders:read"),
            RedirectUris = ["https://client.example/callback", "https://client.example/callback?tenant=a"],
            PostLogoutRedirectUris = ["https://client.example/", "https://client.example/?from=logout"],
        },
        new()
        {
            ClientId = "cli", DisplayName = "CLI", GrantTypes = Set(GrantTypes.AuthorizationCode, GrantTypes.ClientCredentials),
            Scopes = Set("openid", "orders:read"), RedirectUris = ["http://127.0.0.1/callback"],
        },
        new()
        {
            ClientId = "worker", DisplayName = "Worker",
            Secrets = [ClientSecret.FromPlainText("old-secret"), ClientSecret.FromPlainText(WorkerSecret)],
            GrantTypes = Set(GrantTypes.ClientCredentials), Scopes = Set("openid", "orders:read", "orders:write", "inventory:read"),
        },
        new()
        {
            ClientId = "pusher", DisplayName = "Pusher", Secrets = [ClientSecret.FromPlainText("pusher-secret")],
            GrantTypes = Set(GrantTypes.AuthorizationCode), Scopes = Set("openid"), RequirePushedAuthorizationRequests = true,
            RedirectUris = ["https://client.example/callback"],
        },
        new() { ClientId = "tv", DisplayName = "TV", GrantTypes = Set(GrantTypes.DeviceCode), Scopes = Set("openid") },
        new() { ClientId = "asker", DisplayName = "Asker", Secrets = [ClientSecret.FromPlainText("asker-secret")], MayIntrospect = true },
    ];

    public IReadOnlyCollection<ApiResource> ApiResources { get; } =
        [new("orders", Set("orders:read", "orders:write"), Uri: "https://api.example/orders"), new("inventory", Set("inventory:read"), "ES256")];

    public static ClientRegistration Client(string clientId) => Clients.Single(client => client.ClientId == clientId);

    public ClientRegistration? FindClient(string clientId) => Clients.FirstOrDefault(client => client.ClientId == clientId);

    public ApiResource? FindResource(string identifier) =>
        ApiResources.FirstOrDefault(resource => resource.Name == identifier || resource.Uri == identifier);

    public ApiResource? FindResourceOfScope(string scope) => ApiResources.FirstOrDefault(resource => resource.Scopes.Contains(scope));

    private static HashSet<string> Set(params string[] values) => new(values, StringComparer.Ordinal);
}
