using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;
using TokenAspire.Issuer.Conformance.Server;

[assembly: AssemblyFixture(typeof(TokenAspire.Issuer.Conformance.Tests.BuiltInIssuer))]

// One clock for all: a test that puts it forward would end the codes of the others.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace TokenAspire.Issuer.Conformance.Tests;

/// <summary>The issuer with the built-in engine: two replicas over one Postgres and one Redis, for all tests.</summary>
public sealed class BuiltInIssuer : IServerUnderTest, IAsyncLifetime
{
    private readonly SettableTime _time = new();
    private readonly List<Replica> _replicas = [];
    private Stores? _stores;

    // Listens before the free ports below are looked for: it must not be given one of them.
    public LogoutReceiver LogoutReceiver { get; } = new();

    public Uri Issuer => Replicas[0];

    public IReadOnlyList<Uri> Replicas { get; } = [FreeAddress(), FreeAddress()];

    public string Password { get; } = RandomNumberGenerator.GetHexString(32);

    public DateTimeOffset Now => _time.GetUtcNow();

    public void Advance(TimeSpan by) => _time.Advance(by);

    public async ValueTask InitializeAsync()
    {
        _stores = await Stores.StartAsync();
        Dictionary<string, string?> settings = Settings();
        foreach (Uri address in Replicas)
        {
            Replica replica = new(address, settings, _time);
            _replicas.Add(replica);
            replica.StartServer();
        }

        foreach (Uri address in Replicas)
        {
            await HealthyAsync(address);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Replica replica in _replicas)
        {
            await replica.DisposeAsync();
        }

        await LogoutReceiver.DisposeAsync();
        if (_stores is not null)
        {
            await _stores.DisposeAsync();
        }
    }

    private static async Task HealthyAsync(Uri address)
    {
        using HttpClient http = new(new SocketsHttpHandler()) { BaseAddress = address };
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(1));
        while (!(await http.GetAsync("/health", limit.Token)).IsSuccessStatusCode)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }
    }

    // The identifier has to be known before the server listens.
    private static Uri FreeAddress()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    private Dictionary<string, string?> Settings()
    {
        string identifier = Issuer.GetLeftPart(UriPartial.Authority);
        Dictionary<string, string?> settings = new(StringComparer.Ordinal)
        {
            ["ConnectionStrings:tokenstore"] = new NpgsqlConnectionStringBuilder(_stores!.Postgres) { MaxPoolSize = 30 }.ConnectionString,
            ["ConnectionStrings:revocations"] = _stores.Redis,
            ["Issuer:Identifier"] = identifier,
            ["Issuer:GatewayUrl"] = "https://gateway.example",
            ["Issuer:KeyEncryptionSecret"] = RandomNumberGenerator.GetHexString(32),
            ["TokenVerification:Authority"] = identifier,
            ["DevelopmentUsers:Password"] = Password,
            ["Registrations:Resources:0:Uri"] = Registered.OrdersUri,
            ["Issuer:LogoutDelivery:PollInterval"] = "00:00:00.1",
        };
        foreach (string secret in (string[])["GatewayBff", "OrdersWorker", "Ops", "ResourceServer"])
        {
            settings["ClientSecrets:" + secret] = RandomNumberGenerator.GetHexString(32);
        }

        for (int i = 0; i < Registered.Clients.Count; i++)
        {
            // After those of appsettings.json.
            Register(settings, $"Registrations:Clients:{100 + i}:", Registered.Clients[i], LogoutReceiver);
        }

        return settings;
    }

    private static void Register(Dictionary<string, string?> settings, string at, TestClient client, LogoutReceiver receiver)
    {
        settings[at + "ClientId"] = client.ClientId;
        settings[at + "AccessTokenType"] = client.HasReferenceTokens ? "Reference" : "Jwt";
        settings[at + "RequiresConsent"] = client.IsThirdParty.ToString();
        settings[at + "MayIntrospect"] = client.MayIntrospect.ToString();
        settings[at + "AccessTokenLifetime"] = Registered.AccessTokenLifetime.ToString();
        settings[at + "RefreshTokenLifetime"] = Registered.RefreshTokenLifetime.ToString();
        settings[at + "RefreshFamilyLifetime"] = Registered.RefreshFamilyLifetime.ToString();
        if (client.IsToldOfLogouts)
        {
            settings[at + "BackChannelLogoutUri"] = receiver.AddressOf(client).AbsoluteUri;
        }

        if (client.Secret is not null)
        {
            settings[at + "SecretKey"] = "ClientSecrets:" + client.ClientId;
            settings["ClientSecrets:" + client.ClientId] = client.Secret;
        }

        foreach ((string name, string value) in client.Key?.PublicJwk ?? [])
        {
            settings[$"{at}Keys:0:{name}"] = value;
        }

        foreach ((string name, IReadOnlyList<string> values) in ((string, IReadOnlyList<string>)[])
            [("MayExchangeTokensOf", client.MayExchangeTokensOf), ("GrantTypes", client.GrantTypes), ("Scopes", client.Scopes), ("RedirectUris", client.RedirectUris),
                ("PostLogoutRedirectUris", client.PostLogoutRedirectUris)])
        {
            for (int i = 0; i < values.Count; i++)
            {
                settings[$"{at}{name}:{i}"] = values[i];
            }
        }
    }
}
