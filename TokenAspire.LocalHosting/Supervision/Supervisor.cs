using Microsoft.Extensions.DependencyInjection;
using TokenAspire.LocalHosting.ApplicationModel;

namespace TokenAspire.LocalHosting.Supervision;

/// <summary>Starts the application's processes in the order of what they wait for, and stops them in the reverse.</summary>
internal sealed class Supervisor(
    IReadOnlyList<IResource> resources,
    ResourceNotificationService notifications,
    ResourceLoggerService logs,
    IServiceProvider services,
    SupervisionOptions options) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private IReadOnlyList<SupervisedProcess> _processes = [];
    private RunFolder? _folder;
    private Watchdog? _watchdog;
    private Task? _stopped;

    public IReadOnlyList<IResource> Resources { get; } = resources;

    public SupervisedProcess? Find(string name) =>
        _processes.FirstOrDefault(process => string.Equals(process.Resource.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Ends when every process has been started; on a failure, when all are stopped again.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        IResource[] launched = [.. Resources.Where(resource => resource.Annotations.OfType<LaunchAnnotation>().Any())];
        LocalPrograms.RequireSessions();
        foreach (IResource resource in launched)
        {
            resource.Annotations.OfType<LaunchAnnotation>().Single().Require();
        }

        PortAllocator.Allocate(launched, options.RandomizePorts);
        _folder = new RunFolder();
        _watchdog = new Watchdog(_folder);
        _processes = [.. launched.Select(Supervise)];
        try
        {
            await StartAllAsync(cancellationToken);
        }
        catch
        {
            await StopAsync();
            throw;
        }
    }

    /// <summary>Ends when every process has become healthy.</summary>
    public async Task WaitForAllHealthyAsync(CancellationToken cancellationToken) => await FirstFailureAsync(
        (process, token) => notifications.WaitForResourceHealthyAsync(process.Resource.Name, token), cancellationToken);

    /// <summary>Ends when every process has ended and the run's folder is gone.</summary>
    public Task StopAsync()
    {
        lock (_gate)
        {
            return _stopped ??= StopAllAsync();
        }
    }

    public ValueTask DisposeAsync() => new(StopAsync());

    private SupervisedProcess Supervise(IResource resource)
    {
        IResource[] children = [.. Resources.Where(child => child is IResourceWithParent<IResource> { Parent: { } parent } && parent == resource)];
        LaunchContext context = new(resource, _folder!, _watchdog!, logs);
        SupervisedProcess process = new(resource, children, context, notifications, services, options);
        process.Publish(KnownResourceStates.NotStarted);
        return process;
    }

    private Task StartAllAsync(CancellationToken cancellationToken) => FirstFailureAsync(
        async (process, token) =>
        {
            process.Publish(KnownResourceStates.Waiting);
            foreach (WaitAnnotation wait in process.Resource.Annotations.OfType<WaitAnnotation>())
            {
                await notifications.WaitForResourceHealthyAsync(wait.Resource.Name, token);
            }

            await process.StartAsync(token);
        },
        cancellationToken);

    /// <summary>Does the same for every process at once; the first failure ends the rest and is the one reported.</summary>
    private async Task FirstFailureAsync(Func<SupervisedProcess, CancellationToken, Task> action, CancellationToken cancellationToken)
    {
        using CancellationTokenSource failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task> running = [.. _processes.Select(process => action(process, failed.Token))];
        Task all = Task.WhenAll(running);
        while (running.Count > 0)
        {
            Task done = await Task.WhenAny(running);
            running.Remove(done);
            if (!done.IsCompletedSuccessfully)
            {
                await failed.CancelAsync();
                await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await done;
            }
        }
    }

    private async Task StopAllAsync()
    {
        Dictionary<IResource, Task> stops = [];
        await Task.WhenAll(_processes.Select(StopAfterDependents));
        if (_watchdog is not null)
        {
            await _watchdog.DisposeAsync();
        }

        _folder?.Dispose();

        Task StopAfterDependents(SupervisedProcess process)
        {
            if (!stops.TryGetValue(process.Resource, out Task? stop))
            {
                Task[] dependents = [.. _processes.Where(other => DependsOn(other.Resource, process.Resource)).Select(StopAfterDependents)];
                stops[process.Resource] = stop = StopNowAsync(process, dependents);
            }

            return stop;
        }
    }

    private static async Task StopNowAsync(SupervisedProcess process, Task[] dependents)
    {
        await Task.WhenAll(dependents);
        await process.StopAsync(CancellationToken.None);
    }

    private static bool DependsOn(IResource dependent, IResource resource) => dependent.Annotations.OfType<WaitAnnotation>()
        .Any(wait => wait.Resource == resource || (wait.Resource is IResourceWithParent<IResource> { Parent: { } parent } && parent == resource));
}
