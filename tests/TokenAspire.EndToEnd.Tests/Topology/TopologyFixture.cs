using System.Security.Cryptography;
using TokenAspire.EndToEnd.Tests.Clients;

[assembly: AssemblyFixture(typeof(TokenAspire.EndToEnd.Tests.Topology.SharedTopology))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace TokenAspire.EndToEnd.Tests.Topology;

/// <summary>The one topology for all tests that break nothing.</summary>
public sealed class SharedTopology : TopologyFixture;

/// <summary>
/// A topology whose parts are stopped and started, and whose short times let a test see tokens expire and the grace
/// window close.
/// </summary>
public sealed class BreakableTopology : TopologyFixture
{
    private protected override void Change(IResourceBuilder<ProjectResource> service)
    {
        service.WithEnvironment("TokenVerification__ClockSkew", "00:00:00");
        if (service.Resource.Name == "issuer")
        {
            service
                .WithEnvironment("Issuer__RefreshRotation__GraceWindow", "00:00:01")
                .WithEnvironment("Registrations__Clients__100__ClientId", "brief")
                .WithEnvironment("Registrations__Clients__100__SecretKey", "ClientSecrets:OrdersWorker")
                .WithEnvironment("Registrations__Clients__100__GrantTypes__0", "client_credentials")
                .WithEnvironment("Registrations__Clients__100__Scopes__0", "inventory:read")
                .WithEnvironment("Registrations__Clients__100__AccessTokenLifetime", "00:00:02");
        }
    }
}

/// <summary>The tests that share <see cref="BreakableTopology"/>.</summary>
[CollectionDefinition(nameof(BreakableTopology))]
public sealed class BreakableTopologyTests : ICollectionFixture<BreakableTopology>;

/// <summary>
/// The whole topology, started from <c>AppHost.cs</c> on random ports, with secrets that the tests
/// know and a receiver for the services' own metrics.
/// </summary>
public abstract class TopologyFixture : IAsyncLifetime
{
    private static readonly string[] Verifiers = ["gateway", "orders", "inventory", "shipping"];

    private OtlpReceiver? _telemetry;
    private DistributedApplication? _app;

    internal OtlpReceiver Telemetry => _telemetry!;

    internal DistributedApplication App => _app!;

    /// <summary>A secret parameter's value in this topology.</summary>
    internal Dictionary<string, string> Secrets { get; } = new[]
    {
        "dev-user-password", "gateway-bff-secret", "orders-worker-secret", "ops-secret", "resource-server-secret", "key-encryption-secret",
    }.ToDictionary(name => name, _ => RandomNumberGenerator.GetHexString(48), StringComparer.Ordinal);

    internal Uri Issuer => App.GetEndpoint("issuer", "https");

    internal string Password => Secrets["dev-user-password"];

    public async ValueTask InitializeAsync()
    {
        _telemetry = await OtlpReceiver.StartAsync();
        string[] parameters = [.. Secrets.Select(secret => $"--Parameters:{secret.Key}={secret.Value}")];
        IDistributedApplicationTestingBuilder appHost = await DistributedApplicationTestingBuilder.CreateAsync<Projects.TokenAspire_AppHost>(parameters);
        foreach (ProjectResource project in appHost.Resources.OfType<ProjectResource>())
        {
            Change(appHost.CreateResourceBuilder(project)
                .WithEnvironment("OTEL_EXPORTER_OTLP_ENDPOINT", _telemetry.Url)
                .WithEnvironment("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));
        }

        _app = await appHost.BuildAsync();
        await _app.StartAsync();
        foreach (string verifier in Verifiers)
        {
            await HealthyAsync(verifier);
        }
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await (_app?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_telemetry?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    internal async Task HealthyAsync(string resource)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        await App.ResourceNotifications.WaitForResourceHealthyAsync(resource, limit.Token);
    }

    private protected virtual void Change(IResourceBuilder<ProjectResource> service)
    {
    }

    internal UserAgent OpenBrowser() => new(Issuer);

    internal async Task<TokenResponse> LogInAsync(string username, string scope = UserAgent.AllScopes)
    {
        using UserAgent browser = OpenBrowser();
        return await browser.LogInAsync(username, Password, scope);
    }

    internal async Task<TokenResponse> OperatorTokenAsync()
    {
        using HttpClient issuer = App.CreateHttpClient("issuer", "https");
        return await TokenEndpoint.ClientCredentialsAsync(issuer, "ops", Secrets["ops-secret"], "tokens:admin");
    }
}
