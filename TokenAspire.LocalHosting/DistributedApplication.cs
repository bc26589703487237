using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Supervision;

namespace TokenAspire.LocalHosting;

/// <summary>A described application that can be started.</summary>
public sealed class DistributedApplication : IAsyncDisposable, IDisposable
{
    private readonly ServiceProvider _services;

    internal DistributedApplication(ServiceProvider services) => _services = services;

    /// <summary>The services of the app host itself.</summary>
    public IServiceProvider Services => _services;

    /// <summary>The state and health of the resources.</summary>
    public ResourceNotificationService ResourceNotifications => _services.GetRequiredService<ResourceNotificationService>();

    /// <summary>Starts, stops and restarts resources.</summary>
    public ResourceCommandService ResourceCommands => _services.GetRequiredService<ResourceCommandService>();

    /// <summary>Describes an application.</summary>
    public static IDistributedApplicationBuilder CreateBuilder() => CreateBuilder([]);

    /// <summary>Describes an application.</summary>
    /// <param name="args">The command line; <c>--Parameters:NAME=VALUE</c> sets a parameter.</param>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args) =>
        new DistributedApplicationBuilder(args, Assembly.GetEntryAssembly());

    /// <summary>Starts every resource in the order of what it waits for; ends when all processes have been started.</summary>
    /// <param name="cancellationToken">Ends the start; what was started is stopped.</param>
    /// <exception cref="DistributedApplicationException">The machine lacks a program, a port is taken, a process did not start.</exception>
    public Task StartAsync(CancellationToken cancellationToken = default) =>
        _services.GetRequiredService<Supervisor>().StartAsync(cancellationToken);

    /// <summary>Stops every resource in the reverse order and removes their data.</summary>
    /// <param name="cancellationToken">Ends the wait, not the stop.</param>
    public Task StopAsync(CancellationToken cancellationToken = default) =>
        _services.GetRequiredService<Supervisor>().StopAsync().WaitAsync(cancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _services.DisposeAsync();

    /// <inheritdoc />
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
