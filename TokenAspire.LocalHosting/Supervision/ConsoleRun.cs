using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Publishing;

namespace TokenAspire.LocalHosting.Supervision;

/// <summary>Runs an application in a console until it is asked to end.</summary>
internal sealed class ConsoleRun(DistributedApplication app, Assembly? appHost, CommandLine commandLine)
{
    private readonly Supervisor _supervisor = app.Services.GetRequiredService<Supervisor>();
    private readonly SupervisionOptions _options = app.Services.GetRequiredService<SupervisionOptions>();

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Posix.Heed(Posix.SigInt);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, End);
        app.Services.GetRequiredService<ResourceLoggerService>().Echo = (name, line) => Console.WriteLine($"[{name}] {line.Content}");
        try
        {
            Task reporting = ReportProblemsAsync(end.Token);
            await UntilEndAsync(end.Token);
            await end.CancelAsync();
            await reporting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (DistributedApplicationException failure)
        {
            await _supervisor.StopAsync();
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            Console.WriteLine("Stopping");
        }

        await _supervisor.StopAsync();
        return 0;

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            end.Cancel();
        }
    }

    private async Task UntilEndAsync(CancellationToken end)
    {
        commandLine.ThrowIfMistaken();
        if (commandLine.Operation == DistributedApplicationOperation.Publish)
        {
            await app.StartAsync(end);
            return;
        }

        Console.WriteLine($"{appHost?.GetName().Name} runs its resources as local processes ({Reason()})");
        if (app.Dashboard is { } dashboard)
        {
            // In these words, since dotnet watch and IDEs look for them.
            dashboard.Announce = url => Console.WriteLine($"Login to the dashboard at {url}");
        }

        await app.StartAsync(end);
        await _supervisor.WaitForAllHealthyAsync(end);
        foreach (IResourceWithEndpoints resource in _supervisor.Resources.OfType<IResourceWithEndpoints>())
        {
            foreach (EndpointAnnotation endpoint in resource.Annotations.OfType<EndpointAnnotation>())
            {
                Console.WriteLine($"{resource.Name}: {new EndpointReference(resource, endpoint.Name).Url}");
            }
        }

        Console.WriteLine("All resources healthy");
        await Launcher.WhenGoneAsync(end);
    }

    /// <summary>Says at once what became of a process that ended unasked, or did not start and could still be started.</summary>
    private async Task ReportProblemsAsync(CancellationToken end)
    {
        await foreach (ResourceEvent change in app.ResourceNotifications.WatchAsync(end))
        {
            if (change.Snapshot is { Problem: { } problem } && (change.Snapshot.Failure is null || !_options.ExitOnFailure))
            {
                await Console.Error.WriteLineAsync(problem);
            }
        }
    }

    /// <summary>Why the build chose this runtime and not Aspire.</summary>
    private string Reason() => appHost?.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(metadata => metadata.Key == "AppHostRuntimeReason")?.Value ?? "the only runtime it was built for";
}
