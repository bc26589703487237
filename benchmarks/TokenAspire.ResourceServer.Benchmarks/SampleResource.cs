using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using TokenAspire.LocalHosting;
using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Testing;
using TokenAspire.Revocation;
using TokenAspire.Revocation.Tests;

namespace TokenAspire.ResourceServer.Benchmarks;

/// <summary>
/// What a service has that verifies tokens: a Redis server with revocations, the replica of them, the issuer's keys,
/// and metrics on their way to OpenTelemetry.
/// </summary>
internal sealed class SampleResource : IAsyncDisposable
{
    private const int Revocations = 10_000;

    private readonly DistributedApplication _store;
    private readonly IHost _host;
    private readonly MeterProvider _metrics;

    private SampleResource(DistributedApplication store, IHost host, MeterProvider metrics)
    {
        _store = store;
        _host = host;
        _metrics = metrics;
    }

    public IServiceProvider Services => _host.Services;

    public static async Task<SampleResource> StartAsync(SampleIssuer issuer)
    {
        IDistributedApplicationBuilder hosting = DistributedApplication.CreateBuilder();
        hosting.AddRedis("revocations");
        DistributedApplication store = hosting.Build();
        await store.StartAsync();
        await store.ResourceNotifications.WaitForResourceHealthyAsync("revocations");

        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        string revocations = (await store.GetConnectionStringAsync("revocations"))!;
        await RevokeOthersAsync(revocations);
        builder.Configuration.AddInMemoryCollection(
        [
            new("ConnectionStrings:revocations", revocations),
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
        await resource.BecomeReadyAsync();
        return resource;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _metrics.Dispose();
        await _store.DisposeAsync();
    }

    // As the issuer does, and then it is gone: what it costs is not the resource's.
    private static async Task RevokeOthersAsync(string revocations)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:revocations", revocations)]);
        builder.Services.AddSingleton<IRevocationJournal, InProcessJournal>();
        builder.AddRevocationPublisher();
        using IHost issuer = builder.Build();
        await issuer.StartAsync();
        IRevocationPublisher publisher = issuer.Services.GetRequiredService<IRevocationPublisher>();
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        await Parallel.ForAsync(0, Revocations, async (index, ct) => await publisher.RevokeAsync(
            new RevocationEntry(RevocationKinds.All[index % RevocationKinds.All.Count], Guid.CreateVersion7(now).ToString(), now, now.AddHours(1)),
            reason: null,
            actor: null,
            ct));
        await issuer.StopAsync();
    }

    private async Task BecomeReadyAsync()
    {
        HealthCheckService health = Services.GetRequiredService<HealthCheckService>();
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        while ((await health.CheckHealthAsync()).Status != HealthStatus.Healthy)
        {
            await timer.WaitForNextTickAsync();
        }
    }

    private sealed class NowhereExporter : BaseExporter<Metric>
    {
        public override ExportResult Export(in Batch<Metric> batch) => ExportResult.Success;
    }
}
