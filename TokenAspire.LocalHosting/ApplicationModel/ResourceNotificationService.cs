using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TokenAspire.LocalHosting.ApplicationModel;

/// <summary>A state as shown to people.</summary>
/// <param name="Text">One of <see cref="KnownResourceStates"/>.</param>
public sealed record ResourceStateSnapshot(string Text);

/// <summary>What is known about a resource at one moment.</summary>
public sealed record CustomResourceSnapshot
{
    /// <summary>The state.</summary>
    public ResourceStateSnapshot State { get; init; } = new(KnownResourceStates.NotStarted);

    /// <summary>The health; none while it does not run.</summary>
    public HealthStatus? HealthStatus { get; init; }

    /// <summary>How its process ended.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Why it could not be started.</summary>
    internal DistributedApplicationException? Failure { get; init; }
}

/// <summary>A resource has changed.</summary>
/// <param name="resource">The resource.</param>
/// <param name="snapshot">What is known about it now.</param>
public sealed class ResourceEvent(IResource resource, CustomResourceSnapshot snapshot)
{
    /// <summary>The resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>What is known about it now.</summary>
    public CustomResourceSnapshot Snapshot { get; } = snapshot;
}

/// <summary>Publishes the state and health of resources, and waits for them.</summary>
public sealed class ResourceNotificationService
{
    private readonly ConcurrentDictionary<string, ResourceEvent> _latest = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits until the resource is healthy.</summary>
    /// <param name="resourceName">The resource.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DistributedApplicationException">It could not be started.</exception>
    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default) =>
        WaitForResourceAsync(resourceName, e => e.Snapshot.Failure is { } failure
            ? throw failure
            : e.Snapshot.HealthStatus == HealthStatus.Healthy, cancellationToken);

    /// <summary>Waits until the resource is in a state.</summary>
    /// <param name="resourceName">The resource.</param>
    /// <param name="targetState">The state; running if none is given.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        WaitForResourceAsync(resourceName, e => string.Equals(e.Snapshot.State.Text, targetState ?? KnownResourceStates.Running, StringComparison.OrdinalIgnoreCase), cancellationToken);

    /// <summary>Waits until the resource satisfies a condition.</summary>
    /// <param name="resourceName">The resource.</param>
    /// <param name="predicate">The condition.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ResourceEvent> WaitForResourceAsync(string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        while (true)
        {
            // Taken before the look at the state, so that no change between the two is missed.
            Task changed;
            lock (_gate)
            {
                changed = _changed.Task;
            }

            if (_latest.TryGetValue(resourceName, out ResourceEvent? current) && predicate(current))
            {
                return current;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Is told that some resource has changed.</summary>
    internal Action? Changed { get; set; }

    internal CustomResourceSnapshot? Find(IResource resource) => _latest.GetValueOrDefault(resource.Name)?.Snapshot;

    internal CustomResourceSnapshot Current(IResource resource) => _latest[resource.Name].Snapshot;

    internal void Publish(IResource resource, CustomResourceSnapshot snapshot)
    {
        TaskCompletionSource previous;
        lock (_gate)
        {
            _latest[resource.Name] = new ResourceEvent(resource, snapshot);
            previous = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        previous.SetResult();
        Changed?.Invoke();
    }
}
