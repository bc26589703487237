using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using TokenAspire.LocalHosting.ApplicationModel;

namespace TokenAspire.LocalHosting.Supervision;

/// <summary>One process of a resource: starts, watches, restarts and stops it, and publishes what becomes of it.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never asked for holds nothing; the token source has no timer.")]
internal sealed class SupervisedProcess(LaunchContext context, IReadOnlyList<IResource> children, ResourceNotificationService notifications, SupervisionOptions options)
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private CustomResourceSnapshot _snapshot = new();
    private CancellationTokenSource _stopping = new();
    private ChildProcess? _child;
    private Task _run = Task.CompletedTask;

    public IResource Resource => context.Resource;

    /// <summary>The resource's name, with a number for each of several replicas.</summary>
    public string Name => context.Name;

    /// <summary>The process that runs, or ran last.</summary>
    public LaunchedProcess? Launched { get; private set; }

    public void Publish(string state) => Publish(new CustomResourceSnapshot { State = new(state) });

    /// <summary>Throws when the machine lacks what the process needs.</summary>
    public void Require()
    {
        Resource.Annotations.OfType<LaunchAnnotation>().Single().Require();
        PortAllocator.RequireFree(context);
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_child is { HasExited: true } && !options.RestartsOnFailure(Resource.Name))
            {
                await _run; // Still to publish that it has ended: it would pass for running, and nobody would start it.
            }

            if (_run.IsCompleted)
            {
                _stopping.Dispose();
                _stopping = new CancellationTokenSource();
                ChildProcess child = await LaunchAsync(cancellationToken);
                _run = SuperviseAsync(child, _stopping.Token);
            }
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
            if (!_run.IsCompleted)
            {
                Publish(_snapshot with { State = new(KnownResourceStates.Stopping) });
                await _stopping.CancelAsync();
                await StopAsync(_child!);
            }

            await _run;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<ChildProcess> LaunchAsync(CancellationToken cancellationToken)
    {
        Publish(KnownResourceStates.Starting);
        try
        {
            Require();
        }
        catch (DistributedApplicationException lacking)
        {
            Publish(new CustomResourceSnapshot { State = new(KnownResourceStates.RuntimeUnhealthy), Failure = lacking, Problem = lacking.Message });
            throw;
        }

        try
        {
            ProcessSpecification specification = await Resource.Annotations.OfType<LaunchAnnotation>().Single().Prepare(context, cancellationToken);
            ChildProcess child = ChildProcess.Start(specification, context.Watchdog, (line, isError) => context.Logs.Add(Name, line, isError));
            Launched = new LaunchedProcess(child.Id, TimeProvider.System.GetUtcNow(), specification.Environment);
            Publish(new CustomResourceSnapshot { State = new(KnownResourceStates.Running), HealthStatus = HealthStatus.Unhealthy, StartTimeStamp = Launched.StartedAt.UtcDateTime });
            return _child = child;
        }
        catch (DistributedApplicationException failure)
        {
            Publish(new CustomResourceSnapshot { State = new(KnownResourceStates.FailedToStart), Failure = failure, Problem = failure.Message });
            throw;
        }
    }

    /// <summary>Ends when the process has ended and is not started again.</summary>
    private async Task SuperviseAsync(ChildProcess child, CancellationToken stopping)
    {
        int restarts = 0;
        while (true)
        {
            TimeSpan healthyFor = await WatchAsync(child, stopping);
            if (stopping.IsCancellationRequested || _snapshot.ExitCode == 0 || !options.RestartsOnFailure(Resource.Name))
            {
                return;
            }

            restarts = healthyFor >= options.RestartDelayLimit ? 0 : restarts;
            TimeSpan delay = options.DelayAfter(restarts++);
            context.Logs.Add(Name, $"Starting again in {delay.TotalSeconds:0.#} s", isError: false);
            await Task.Delay(delay, TimeProvider.System, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stopping.IsCancellationRequested)
            {
                Publish(_snapshot with { State = new(KnownResourceStates.Exited) });
                return;
            }

            try
            {
                child = await LaunchAsync(CancellationToken.None);
            }
            catch (DistributedApplicationException)
            {
                return; // Published by the launch.
            }

            if (stopping.IsCancellationRequested)
            {
                await StopAsync(child); // The stop came during the launch, and saw the previous process.
            }
        }
    }

    /// <summary>Ends when the process has ended.</summary>
    /// <returns>How long it had been healthy.</returns>
    private async Task<TimeSpan> WatchAsync(ChildProcess child, CancellationToken stopping)
    {
        using CancellationTokenSource exited = new();
        long? healthySince = null;
        HealthMonitor monitor = new(context, options, health =>
        {
            healthySince ??= TimeProvider.System.GetTimestamp();
            if (!stopping.IsCancellationRequested)
            {
                Publish(_snapshot with { HealthStatus = health });
            }
        });
        Task probing = monitor.RunAsync(exited.Token);
        Task bound = Task.Delay(options.ExitOnFailure ? options.StartupTimeout : Timeout.InfiniteTimeSpan, TimeProvider.System, exited.Token);
        bool late = await Task.WhenAny(child.Exited, monitor.Healthy, bound) == bound;
        if (late)
        {
            await child.StopAsync(options.StopTimeout);
        }

        await child.Exited;
        await exited.CancelAsync();
        await probing;
        using (child)
        {
            PublishEnd(child.ExitCode, wasHealthy: healthySince is not null, late, asked: stopping.IsCancellationRequested);
        }

        return healthySince is { } since ? TimeProvider.System.GetElapsedTime(since) : TimeSpan.Zero;
    }

    private void PublishEnd(int exitCode, bool wasHealthy, bool late, bool asked)
    {
        CustomResourceSnapshot ended = _snapshot with { HealthStatus = null, ExitCode = exitCode, StopTimeStamp = TimeProvider.System.GetUtcNow().UtcDateTime };
        string cause = late ? $"it was not healthy within {options.StartupTimeout.TotalSeconds:0} s" : $"its process ended with code {exitCode}";
        string lastLines = asked || exitCode == 0 ? string.Empty : context.LastLines();
        if (!wasHealthy && !asked)
        {
            DistributedApplicationException failure = context.Failed(cause);
            Publish(ended with { State = new(KnownResourceStates.FailedToStart), Failure = failure, Problem = failure.Message });
            return;
        }

        context.Logs.Add(Name, $"The process ended with code {exitCode}{(asked ? string.Empty : ", unasked")}", isError: !asked);
        string state = exitCode == 0 && !asked ? KnownResourceStates.Finished : KnownResourceStates.Exited;
        Publish(ended with { State = new(state), Problem = lastLines.Length == 0 ? null : $"{Name} has ended unasked: {cause}. {lastLines}" });
    }

    private Task StopAsync(ChildProcess child) => child.Exited.IsCompleted ? Task.CompletedTask : child.StopAsync(options.StopTimeout);

    private void Publish(CustomResourceSnapshot snapshot)
    {
        _snapshot = snapshot;
        notifications.Publish(Resource, Name, snapshot);
        foreach (IResource child in children)
        {
            notifications.Publish(child, child.Name, snapshot with { Problem = null });
        }
    }
}
