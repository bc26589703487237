using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace TokenAspire.ResourceServer.Benchmarks;

/// <summary>
/// What a service has that verifies tokens: a Redis server with revocations, the replica of them, the issuer's keys,
/// and metrics on their way to OpenTelemetry.
/// </summary>
internal sealed class SampleResource : IAsyncDisposable
{
    private readonly SampleStore _store;
    private readonly IHost _host;
    private readonly MeterProvider _metrics;

    private SampleResource(SampleStore store, IHost host, MeterProvider metrics)
    {
        _store = store;
        _host = host;
        _metrics = metrics;
    }

    public IServiceProvider Services => _host.Services;

    public static async Task<SampleResource> StartAsync(SampleIssuer issuer)
    {
        SampleStore store = await SampleStore.StartAsync();
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
        [
            new("ConnectionStrings:revocations", store.ConnectionString),
            new("TokenVerification:Authority", SampleIssuer.Url),
            new("TokenVerification:Audiences:0", "orders"),
        ]);
        builder.AddTokenVerification();
        builder.Services.AddHttpClient("TokenAspire.Issuer").ConfigurePrimaryHttpMessageHandler(issuer.CreateHandler);
        MeterProvider metrics = Sdk.CreateMeterProviderBuilder()
            .AddMeter("TokenAspire.*")
            .AddReader(new PeriodicExportingMetricReader(new NowhereExporter()))
            .Build();
        SampleResource resource = new(store, builder.Build(), metrics);
        await resource._host.StartAsync();
        await SampleStore.BecomeReadyAsync(resource.Services);
        return resource;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _metrics.Dispose();
        await _store.DisposeAsync();
    }
}
