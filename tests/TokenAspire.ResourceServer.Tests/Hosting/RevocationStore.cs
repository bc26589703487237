using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TokenAspire.LocalHosting;
using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Testing;
using TokenAspire.Revocation;
using TokenAspire.Revocation.Tests;

[assembly: AssemblyFixture(typeof(TokenAspire.ResourceServer.Tests.RevocationStore))]

namespace TokenAspire.ResourceServer.Tests;

/// <summary>A real Redis server with a publisher. One is shared by all tests that do not stop it.</summary>
public sealed class RevocationStore : IAsyncLifetime
{
    private DistributedApplication? _app;
    private IHost? _publisher;

    /// <summary>
    /// Whether the resources that use this store have the fast lane, with every good token remembered beforehand, or none.
    /// Null for what a resource has that says nothing about it.
    /// </summary>
    internal bool? FastLane { get; init; }

    internal string ConnectionString { get; private set; } = "";

    internal IRevocationPublisher Publisher => _publisher!.Services.GetRequiredService<IRevocationPublisher>();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The same store for resources with the fast lane, or without it.</summary>
    internal RevocationStore With(bool fastLane) => new() { FastLane = fastLane, ConnectionString = ConnectionString, _publisher = _publisher };

    public async ValueTask InitializeAsync()
    {
        IDistributedApplicationBuilder hosting = DistributedApplication.CreateBuilder();
        hosting.AddRedis("revocations");
        _app = hosting.Build();
        await _app.StartAsync(Ct);
        await _app.ResourceNotifications.WaitForResourceHealthyAsync("revocations", Ct);
        ConnectionString = (await _app.GetConnectionStringAsync("revocations", Ct))!;

        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:revocations", ConnectionString), new("Revocation:PollInterval", "00:00:00.050")]);
        builder.Services.AddSingleton<IRevocationJournal, InProcessJournal>();
        builder.AddRevocationPublisher();
        _publisher = builder.Build();
        await _publisher.StartAsync(Ct);
    }

    internal Task RevokeAsync(RevocationKind kind, string value)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return Publisher.RevokeAsync(new RevocationEntry(kind, value, now, now.AddMinutes(10)), null, null, Ct);
    }

    /// <summary>From then on nobody but the resources' replicas speaks to the store.</summary>
    internal Task StopPublisherAsync() => _publisher!.StopAsync(Ct);

    internal async Task StopAsync() =>
        Assert.True((await _app!.ResourceCommands.ExecuteCommandAsync("revocations", KnownResourceCommands.StopCommand, Ct)).Success);

    internal async Task StartAsync() =>
        Assert.True((await _app!.ResourceCommands.ExecuteCommandAsync("revocations", KnownResourceCommands.StartCommand, Ct)).Success);

    public async ValueTask DisposeAsync()
    {
        if (_publisher is not null)
        {
            await _publisher.StopAsync(CancellationToken.None);
            _publisher.Dispose();
        }

        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }
}
