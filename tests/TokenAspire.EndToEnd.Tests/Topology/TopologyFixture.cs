using TokenAspire.TestTopology;
using TokenAspire.TestTopology.Clients;

[assembly: AssemblyFixture(typeof(TokenAspire.EndToEnd.Tests.Topology.SharedTopology))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace TokenAspire.EndToEnd.Tests.Topology;

/// <summary>The one topology for all tests that break nothing.</summary>
public sealed class SharedTopology : TopologyFixture;

/// <summary>
/// A topology whose parts are stopped and started, and whose short times let a test see tokens expire and the grace
/// window close. Shipping asks the issuer about every token instead of verifying it.
/// </summary>
public sealed class BreakableTopology : TopologyFixture
{
    internal override string AsksTheIssuer => "shipping";

    private protected override void Change(IResourceBuilder<ProjectResource> service)
    {
        service.WithEnvironment("TokenVerification__ClockSkew", "00:00:00");
        if (service.Resource.Name == "issuer")
        {
            service
                .WithEnvironment("Issuer__RefreshRotation__GraceWindow", "00:00:01")
                .WithEnvironment("Registrations__Clients__0__AccessTokenLifetime", "00:00:04")
                .WithEnvironment("Registrations__Clients__100__ClientId", "brief")
                .WithEnvironment("Registrations__Clients__100__SecretKey", "ClientSecrets:OrdersWorker")
                .WithEnvironment("Registrations__Clients__100__GrantTypes__0", "client_credentials")
                .WithEnvironment("Registrations__Clients__100__Scopes__0", "inventory:read")
                .WithEnvironment("Registrations__Clients__100__AccessTokenLifetime", "00:00:02");
        }
        else if (service.Resource.Name == "gateway")
        {
            service.WithEnvironment("Bff__SessionLifetime", "00:00:12");
        }
        else if (service.Resource.Name == AsksTheIssuer)
        {
            ParameterResource secret = service.ApplicationBuilder.Resources.OfType<ParameterResource>().Single(parameter => parameter.Name == "resource-server-secret");
            service
                .WithEnvironment("TokenVerification__Introspection__Mode", "EveryToken")
                .WithEnvironment("TokenVerification__Introspection__ClientId", "resource-server")
                .WithEnvironment("TokenVerification__Introspection__ClientSecret", service.ApplicationBuilder.CreateResourceBuilder(secret));
        }
    }
}

/// <summary>The tests that share <see cref="BreakableTopology"/>.</summary>
[CollectionDefinition(nameof(BreakableTopology))]
public sealed class BreakableTopologyTests : ICollectionFixture<BreakableTopology>;

/// <summary>The topology of a fixture, with a receiver for the services' own telemetry.</summary>
public abstract class TopologyFixture : IAsyncLifetime
{
    private OtlpReceiver? _telemetry;
    private RunningTopology? _topology;

    internal OtlpReceiver Telemetry => _telemetry!;

    internal DistributedApplication App => _topology!.App;

    internal IReadOnlyDictionary<string, string> Secrets => _topology!.Secrets;

    internal Uri Issuer => _topology!.Issuer;

    internal string Password => _topology!.Password;

    public async ValueTask InitializeAsync()
    {
        _telemetry = await OtlpReceiver.StartAsync();
        _topology = DashboardToken is { } token
            ? await RunningTopology.StartAsync(Change, token)
            : await RunningTopology.StartAsync(service => Change(service
                .WithEnvironment("OTEL_EXPORTER_OTLP_ENDPOINT", _telemetry.Url)
                .WithEnvironment("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
                .WithEnvironment("OTEL_METRIC_EXPORT_INTERVAL", "500") // what is counted is waited for again and again
                .WithEnvironment("OTEL_BSP_SCHEDULE_DELAY", "500")));
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await (_topology?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_telemetry?.DisposeAsync() ?? ValueTask.CompletedTask);
        await EndAsync();
    }

    private protected virtual void Change(IResourceBuilder<ProjectResource> service)
    {
    }

    /// <summary>What logs a browser in at the dashboard; null where there is none and the telemetry comes to the tests.</summary>
    private protected virtual string? DashboardToken => null;

    /// <summary>The service that asks the issuer about every token, if there is one.</summary>
    internal virtual string? AsksTheIssuer => null;

    /// <summary>Ends what the fixture itself has started.</summary>
    private protected virtual ValueTask EndAsync() => ValueTask.CompletedTask;

    internal Task HealthyAsync(string resource) => _topology!.HealthyAsync(resource, TestContext.Current.CancellationToken);

    internal UserAgent OpenBrowser() => _topology!.OpenBrowser();

    internal Task<TokenResponse> LogInAsync(string username, string scope = UserAgent.AllScopes) => _topology!.LogInAsync(username, scope);

    internal Task<TokenResponse> OperatorTokenAsync() => _topology!.OperatorTokenAsync();
}
