using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Dashboard;
using TokenAspire.LocalHosting.Publishing;
using TokenAspire.LocalHosting.Supervision;

namespace TokenAspire.LocalHosting;

/// <summary>A described application that can be started.</summary>
public sealed class DistributedApplication : IAsyncDisposable, IDisposable
{
    private readonly ServiceProvider _services;

    private readonly Assembly? _appHost;
    private readonly CommandLine _commandLine;
    private readonly bool _heldByTest;
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal DistributedApplication(ServiceProvider services, Assembly? appHost, CommandLine commandLine, bool heldByTest)
    {
        _services = services;
        _appHost = appHost;
        _commandLine = commandLine;
        _heldByTest = heldByTest;
    }

    /// <summary>The services of the app host itself.</summary>
    public IServiceProvider Services => _services;

    /// <summary>The state and health of the resources.</summary>
    public ResourceNotificationService ResourceNotifications => _services.GetRequiredService<ResourceNotificationService>();

    /// <summary>Starts, stops and restarts resources.</summary>
    public ResourceCommandService ResourceCommands => _services.GetRequiredService<ResourceCommandService>();

    /// <summary>Describes an application.</summary>
    public static IDistributedApplicationBuilder CreateBuilder() => CreateBuilder([]);

    /// <summary>Describes an application.</summary>
    /// <param name="args">
    /// The command line; <c>--Parameters:NAME=VALUE</c> sets a parameter, and
    /// <c>--operation publish --publisher manifest --output-path FILE</c> writes the manifest and starts nothing.
    /// </param>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args) =>
        CreateBuilder(new DistributedApplicationOptions { Args = args });

    /// <summary>Describes an application.</summary>
    /// <param name="options">How it is built.</param>
    public static IDistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new DistributedApplicationBuilder(options);
    }

    internal DashboardServer? Dashboard => _services.GetService<DashboardServer>();

    /// <summary>Starts the dashboard, then every resource in the order of what it waits for, and ends when all processes have been started; or publishes.</summary>
    /// <param name="cancellationToken">Ends the start; what was started is stopped.</param>
    /// <exception cref="DistributedApplicationException">The machine lacks a program, a port is taken, a process did not start.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        Supervisor supervisor = _services.GetRequiredService<Supervisor>();
        _commandLine.ThrowIfMistaken();
        if (_commandLine.Operation == DistributedApplicationOperation.Publish)
        {
            await PublishAsync(supervisor.Resources, cancellationToken);
            return;
        }

        await (Dashboard?.StartAsync(cancellationToken) ?? Task.CompletedTask);
        await supervisor.StartAsync(cancellationToken);
    }

    /// <summary>Stops every resource in the reverse order and removes their data.</summary>
    /// <param name="cancellationToken">Ends the wait, not the stop.</param>
    public Task StopAsync(CancellationToken cancellationToken = default) =>
        _services.GetRequiredService<Supervisor>().StopAsync().WaitAsync(cancellationToken);

    /// <summary>Runs the application until Ctrl+C or SIGTERM; a failure is one message and a non-zero exit code.</summary>
    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <summary>Runs the application until Ctrl+C, SIGTERM or cancellation; a failure is one message and a non-zero exit code.</summary>
    /// <param name="cancellationToken">Ends the application.</param>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        if (_heldByTest)
        {
            // The test starts and stops the application itself.
            await _disposed.Task.WaitAsync(cancellationToken);
            return;
        }

        try
        {
            Environment.ExitCode = await new ConsoleRun(this, _appHost, _commandLine).RunAsync(cancellationToken);
        }
        catch (DistributedApplicationException mistaken)
        {
            // Found before there was anything to run.
            await Console.Error.WriteLineAsync(mistaken.Message);
            Environment.ExitCode = 1;
        }
    }

    private async Task PublishAsync(IReadOnlyList<IResource> resources, CancellationToken cancellationToken) =>
        Console.WriteLine($"Published manifest to: {await ManifestFile.WriteAsync(resources, _commandLine.OutputPath!, cancellationToken)}");

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_disposed.Task.IsCompleted)
        {
            return;
        }

        // The processes are probed with the services: they stop first.
        await _services.GetRequiredService<Supervisor>().StopAsync();
        await _services.DisposeAsync();
        _disposed.TrySetResult();
    }

    /// <inheritdoc />
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
