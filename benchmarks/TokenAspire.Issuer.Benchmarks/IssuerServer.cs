using System.Globalization;
using System.Security.Cryptography;
using TokenAspire.Load;

namespace TokenAspire.Issuer.Benchmarks;

/// <summary>The issuer as it is deployed, with one client of the benchmarks and one resource of each algorithm.</summary>
internal static class IssuerServer
{
    public const string ClientId = "bench";
    public const string TokenPath = "/connect/token";

    /// <summary>A scope whose tokens are signed with RS256.</summary>
    public const string Rs256Scope = "orders:read";

    /// <summary>A scope whose tokens are signed with ES256.</summary>
    public const string Es256Scope = "inventory:read";

    /// <summary>All the load comes from one client, and each family is refreshed as often as it goes: the default limits would take that for abuse.</summary>
    public const int Unlimited = 1_000_000;

    private const string Client = "Registrations__Clients__100__";

    public static string ClientSecret { get; } = NewSecret();

    public static byte[] ClientCredentialsRequest(string scope) =>
        HttpConnection.TokenRequest(TokenPath, $"grant_type=client_credentials&scope={Uri.EscapeDataString(scope)}");

    public static async Task<ServerProcess> StartAsync(string program, Stores stores)
    {
        int port = ServerProcess.TakePort();
        string identifier = ServerProcess.Url(ServerProcess.TakePort());
        Dictionary<string, string> environment = new(StringComparer.Ordinal)
        {
            ["DOTNET_ENVIRONMENT"] = "Production",
            ["ASPNETCORE_URLS"] = $"{identifier};{ServerProcess.Url(port, "http")}",
            ["ConnectionStrings__tokenstore"] = stores.Postgres,
            ["ConnectionStrings__revocations"] = stores.Redis,
            ["Issuer__Identifier"] = identifier,
            ["Issuer__GatewayUrl"] = "https://localhost",
            ["Issuer__KeyEncryptionSecret"] = NewSecret(),
            ["Issuer__RefreshRotation__UsesPerWindow"] = Unlimited.ToString(CultureInfo.InvariantCulture),
            ["ProtocolEngine__TokenRequestsPerClient__PerPeriod"] = Unlimited.ToString(CultureInfo.InvariantCulture),
            ["TokenVerification__Authority"] = identifier,
            ["Registrations__Resources__1__SigningAlgorithm"] = "ES256",
            [Client + "ClientId"] = ClientId,
            [Client + "SecretKey"] = "ClientSecrets:Bench",
            [Client + "GrantTypes__0"] = "client_credentials",
            [Client + "GrantTypes__1"] = "refresh_token",
            [Client + "Scopes__0"] = Rs256Scope,
            [Client + "Scopes__1"] = Es256Scope,
            [Client + "Scopes__2"] = "offline_access",
            ["ClientSecrets__Bench"] = ClientSecret,
        };
        foreach (string name in (string[])["GatewayBff", "OrdersWorker", "Ops", "ResourceServer"])
        {
            environment["ClientSecrets__" + name] = NewSecret();
        }

        return await ServerProcess.StartAsync(
            Path.GetFullPath(program),
            [],
            port,
            static port => HttpConnection.IsAnsweredAsync(port, ClientCredentialsRequest(Rs256Scope)),
            [.. environment.Select(setting => (setting.Key, setting.Value))]);
    }

    private static string NewSecret() => Convert.ToHexString(RandomNumberGenerator.GetBytes(16)).ToLower(CultureInfo.InvariantCulture);
}
