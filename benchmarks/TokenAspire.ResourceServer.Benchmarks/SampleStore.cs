using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TokenAspire.LocalHosting;
using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Testing;
using TokenAspire.Revocation;
using TokenAspire.Revocation.Tests;

namespace TokenAspire.ResourceServer.Benchmarks;

/// <summary>A Redis server with other people's revocations in it, and how a service that reads them becomes ready.</summary>
internal sealed class SampleStore : IAsyncDisposable
{
    private const int Revocations = 10_000;

    private readonly DistributedApplication _redis;

    private SampleStore(DistributedApplication redis, string connectionString) => (_redis, ConnectionString) = (redis, connectionString);

    public string ConnectionString { get; }

    public static async Task<SampleStore> StartAsync()
    {
        IDistributedApplicationBuilder hosting = DistributedApplication.CreateBuilder();
        hosting.AddRedis("revocations");
        DistributedApplication redis = hosting.Build();
        await redis.StartAsync();
        await redis.ResourceNotifications.WaitForResourceHealthyAsync("revocations");
        SampleStore store = new(redis, (await redis.GetConnectionStringAsync("revocations"))!);
        await store.RevokeOthersAsync();
        return store;
    }

    /// <summary>Waits until a service has its keys and its revocations.</summary>
    public static async Task BecomeReadyAsync(IServiceProvider services)
    {
        HealthCheckService health = services.GetRequiredService<HealthCheckService>();
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        while ((await health.CheckHealthAsync()).Status != HealthStatus.Healthy)
        {
            await timer.WaitForNextTickAsync();
        }
    }

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    // By a publisher that is gone when the measurement begins: what it costs is not the resource's.
    private async Task RevokeOthersAsync()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:revocations", ConnectionString)]);
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
}
