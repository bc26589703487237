using TokenAspire.EndToEnd.Tests;

[assembly: AssemblyFixture(typeof(TopologyFixture))]

namespace TokenAspire.EndToEnd.Tests;

/// <summary>The whole topology, started once for all tests, on ports of its own.</summary>
public sealed class TopologyFixture : IAsyncLifetime
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(4);
    private DistributedApplication? _app;

    public static IReadOnlyList<string> Services { get; } = ["issuer", "gateway", "orders", "inventory", "shipping"];

    public DistributedApplication App => _app ?? throw new InvalidOperationException("The topology has not started.");

    public async ValueTask InitializeAsync()
    {
        using CancellationTokenSource timeout = new(StartTimeout, TimeProvider.System);
        IDistributedApplicationTestingBuilder builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.TokenAspire_AppHost>(timeout.Token);
        _app = await builder.BuildAsync(timeout.Token);
        await _app.StartAsync(timeout.Token);
        foreach (string service in Services)
        {
            await _app.ResourceNotifications.WaitForResourceHealthyAsync(service, timeout.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }
}
