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
    private readonly List<RoundRobinPort> _ports = [];
    private IReadOnlyList<SupervisedProcess> _processes = [];
    private RunFolder? _folder;
    private Watchdog? _watchdog;
    private Task? _stopped;

    public IReadOnlyList<IResource> Resources { get; } = resources;

    /// <summary>The processes of that name: one, or all replicas of a resource.</summary>
    public IReadOnlyList<SupervisedProcess> FindAll(string name) => [.. _processes.Where(process =>
        string.Equals(process.Name, name, StringComparison.OrdinalIgnoreCase) || string.Equals(process.Resource.Name, name, StringComparison.OrdinalIgnoreCase))];

    public SupervisedProcess? Find(string name) => FindAll(name) is [SupervisedProcess first, ..] ? first : null;

    /// <summary>Ends when every process has been started; on a failure, when all are stopped again.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        IResource[] launched = [.. Resources.Where(resource => resource.Annotations.OfType<LaunchAnnotation>().Any())];
        LocalPrograms.RequireSessions();
        StartOrder.RequireNoCircle(launched);
        PortAllocator.Allocate(launched, options.RandomizePorts);
        if (options.ExitOnFailure)
        {
            RequireAll(launched);
        }

        _folder = new RunFolder();
        _watchdog = new Watchdog(_folder);
        _processes = [.. launched.SelectMany(Supervise)];
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
        (process, token) => HealthyAsync(process.Name, token), cancellationToken);

    /// <summary>Ends when every process has ended and the run's folder is gone.</summary>
    public Task StopAsync()
    {
        lock (_gate)
        {
            return _stopped ??= StopAllAsync();
        }
    }

    public ValueTask DisposeAsync() => new(StopAsync());

    // Before the first process is started, so that a mistake costs no time.
    private static void RequireAll(IResource[] launched)
    {
        foreach (IResource resource in launched)
        {
            resource.Annotations.OfType<LaunchAnnotation>().Single().Require();
            foreach (EndpointAnnotation endpoint in resource.Annotations.OfType<EndpointAnnotation>())
            {
                PortAllocator.RequireFree(resource.Name, endpoint.AllocatedPort!.Value);
            }
        }
    }

    private IEnumerable<SupervisedProcess> Supervise(IResource resource)
    {
        IResource[] children = [.. Resources.Where(child => child is IResourceWithParent<IResource> { Parent: { } parent } && parent == resource)];
        EndpointAnnotation[] endpoints = [.. resource.Annotations.OfType<EndpointAnnotation>()];
        int replicas = resource.Annotations.OfType<ReplicaAnnotation>().LastOrDefault()?.Replicas ?? 1;
        Dictionary<EndpointAnnotation, int>[] ports = [.. Enumerable.Range(0, replicas).Select(_ =>
            endpoints.ToDictionary(endpoint => endpoint, endpoint => replicas == 1 ? endpoint.AllocatedPort!.Value : PortAllocator.Free()))];
        if (replicas > 1)
        {
            _ports.AddRange(endpoints.Select(endpoint => new RoundRobinPort(endpoint.AllocatedPort!.Value, [.. ports.Select(replica => replica[endpoint])])));
        }

        return [.. ports.Select((own, i) => Supervise(resource, replicas == 1 ? resource.Name : $"{resource.Name}-{i + 1}", own, children))];
    }

    private SupervisedProcess Supervise(IResource resource, string name, Dictionary<EndpointAnnotation, int> ports, IResource[] children)
    {
        LaunchContext context = new(resource, name, ports, _folder!, _watchdog!, logs, services);
        SupervisedProcess process = new(context, children, notifications, options);
        process.Publish(KnownResourceStates.NotStarted);
        return process;
    }

    private Task StartAllAsync(CancellationToken cancellationToken) => FirstFailureAsync(
        async (process, token) =>
        {
            process.Publish(KnownResourceStates.Waiting);
            foreach (WaitAnnotation wait in process.Resource.Annotations.OfType<WaitAnnotation>())
            {
                await HealthyAsync(wait.Resource.Name, token);
            }

            try
            {
                await process.StartAsync(token);
            }
            catch (DistributedApplicationException) when (!options.ExitOnFailure)
            {
                // Published as the process's state; it can be started again.
            }
        },
        cancellationToken);

    /// <summary>A failure is thrown only if it is the end; otherwise the wait goes on until somebody has mended it.</summary>
    private Task<ResourceEvent> HealthyAsync(string name, CancellationToken cancellationToken) => options.ExitOnFailure
        ? notifications.WaitForResourceHealthyAsync(name, cancellationToken)
        : notifications.WaitForResourceAsync(name, ResourceNotificationService.IsHealthy, cancellationToken);

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
        await new StopOrder(_processes).StopAsync();
        foreach (RoundRobinPort port in _ports)
        {
            await port.DisposeAsync();
        }

        if (_watchdog is not null)
        {
            await _watchdog.DisposeAsync();
        }

        _folder?.Dispose();
    }
}
