using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using TokenAspire.LocalHosting.ApplicationModel;

namespace TokenAspire.LocalHosting.Supervision;

/// <summary>One resource's process: starts, probes and stops it, and publishes what becomes of it.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never asked for holds nothing.")]
internal sealed class SupervisedProcess(
    IResource resource,
    IReadOnlyList<IResource> children,
    LaunchContext context,
    ResourceNotificationService notifications,
    IServiceProvider services,
    SupervisionOptions options)
{
    private const int LinesShown = 20;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private ChildProcess? _child;
    private Task _monitor = Task.CompletedTask;
    private bool _stopping;

    public IResource Resource { get; } = resource;

    /// <summary>The process that runs, or ran last.</summary>
    public LaunchedProcess? Launched { get; private set; }

    public static DistributedApplicationException Failed(IResource resource, ResourceLoggerService logs, string cause)
    {
        string lines = string.Join(Environment.NewLine, logs.LastLines(resource.Name, LinesShown).Select(line => $"  [{resource.Name}] {line.Content}"));
        return new DistributedApplicationException($"{resource.Name} did not start: {cause}. "
            + (lines.Length == 0 ? "It wrote nothing." : $"Its last lines:{Environment.NewLine}{lines}"));
    }

    public void Publish(string state, HealthStatus? health = null, int? exitCode = null, DistributedApplicationException? failure = null)
    {
        foreach (IResource published in children.Prepend(Resource))
        {
            notifications.Publish(published, new CustomResourceSnapshot { State = new(state), HealthStatus = health, ExitCode = exitCode, Failure = failure });
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (!_monitor.IsCompleted)
            {
                return;
            }

            Publish(KnownResourceStates.Starting);
            LaunchAnnotation launch = Resource.Annotations.OfType<LaunchAnnotation>().Single();
            ProcessSpecification specification = await launch.Prepare(context, cancellationToken);
            _stopping = false;
            _child = ChildProcess.Start(specification, context.Watchdog, (line, isError) => context.Logs.Add(Resource.Name, line, isError));
            Launched = new LaunchedProcess(_child.Id, TimeProvider.System.GetUtcNow(), specification.Environment);
            Publish(KnownResourceStates.Running, HealthStatus.Unhealthy);
            _monitor = MonitorAsync(_child);
        }
        catch (DistributedApplicationException failure)
        {
            Publish(KnownResourceStates.FailedToStart, failure: failure);
            throw;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (!_monitor.IsCompleted && _child is not null)
            {
                _stopping = true;
                Publish(KnownResourceStates.Stopping);
                await _child.StopAsync(options.StopTimeout);
            }

            await _monitor;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task MonitorAsync(ChildProcess child)
    {
        using CancellationTokenSource exited = new();
        Task<bool> healthy = ProbeAsync(exited.Token);
        Task bound = Task.Delay(options.StartupTimeout, TimeProvider.System, exited.Token);
        bool late = await Task.WhenAny(child.Exited, healthy, bound) == bound;
        if (late)
        {
            await child.StopAsync(options.StopTimeout);
        }

        await child.Exited;
        await exited.CancelAsync();
        bool wasHealthy = await healthy;
        using (child)
        {
            if (wasHealthy || _stopping)
            {
                context.Logs.Add(Resource.Name, $"The process ended with code {child.ExitCode}{(_stopping ? string.Empty : ", unasked")}", isError: !_stopping);
                Publish(KnownResourceStates.Exited, exitCode: child.ExitCode);
                return;
            }

            string cause = late ? $"it was not healthy within {options.StartupTimeout.TotalSeconds:0} s" : $"its process ended with code {child.ExitCode}";
            Publish(KnownResourceStates.FailedToStart, exitCode: child.ExitCode, failure: Failed(Resource, context.Logs, cause));
        }
    }

    /// <summary>Ends with true when the process has become healthy, with false when it has ended before.</summary>
    private async Task<bool> ProbeAsync(CancellationToken exited)
    {
        HealthProbeAnnotation[] probes = [.. Resource.Annotations.OfType<HealthProbeAnnotation>()];
        while (!exited.IsCancellationRequested)
        {
            bool[] answers = await Task.WhenAll(probes.Select(probe => AnswerAsync(probe, exited)));
            if (answers.All(answer => answer) && !exited.IsCancellationRequested && !_stopping)
            {
                Publish(KnownResourceStates.Running, HealthStatus.Healthy);
                return true;
            }

            await Task.Delay(options.ProbeInterval, TimeProvider.System, exited).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }

    private async Task<bool> AnswerAsync(HealthProbeAnnotation probe, CancellationToken exited)
    {
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(exited);
        timeout.CancelAfter(options.ProbeTimeout);
        try
        {
            return await probe.Probe(services, timeout.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
