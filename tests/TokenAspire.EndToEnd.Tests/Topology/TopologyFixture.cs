using System.Security.Cryptography;
using TokenAspire.EndToEnd.Tests.Clients;

[assembly: AssemblyFixture(typeof(TokenAspire.EndToEnd.Tests.Topology.SharedTopology))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace TokenAspire.EndToEnd.Tests.Topology;

/// <summary>The one topology for all tests that break nothing.</summary>
public sealed class SharedTopology : TopologyFixture;

/// <summary>
/// The whole topology, started from <c>AppHost.cs</c> on random ports, with secrets that the tests
/// know and a receiver for the services' own metrics.
/// </summary>
public abstract class TopologyFixture : IAsyncLifetime
{
    private static readonly string[] Verifiers = ["gateway", "orders", "inventory", "shipping"];

    private OtlpMetricsReceiver? _metrics;
    private DistributedApplication? _app;

    internal OtlpMetricsReceiver Metrics => _metrics!;

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
        _metrics = await OtlpMetricsReceiver.StartAsync();
        string[] parameters = [.. Secrets.Select(secret => $"--Parameters:{secret.Key}={secret.Value}")];
        IDistributedApplicationTestingBuilder appHost = await DistributedApplicationTestingBuilder.CreateAsync<Projects.TokenAspire_AppHost>(parameters);
        foreach (ProjectResource project in appHost.Resources.OfType<ProjectResource>())
        {
            appHost.CreateResourceBuilder(project)
                .WithEnvironment("OTEL_EXPORTER_OTLP_ENDPOINT", _metrics.Url)
                .WithEnvironment("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
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
        await (_metrics?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    internal async Task HealthyAsync(string resource)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        await App.ResourceNotifications.WaitForResourceHealthyAsync(resource, limit.Token);
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
