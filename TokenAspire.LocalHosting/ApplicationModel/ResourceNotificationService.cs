using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TokenAspire.LocalHosting.ApplicationModel;

/// <summary>A state as shown to people.</summary>
/// <param name="Text">One of <see cref="KnownResourceStates"/>.</param>
/// <param name="Style">How it is coloured; none here, where the state itself says it.</param>
public sealed record ResourceStateSnapshot(string Text, string? Style)
{
    internal ResourceStateSnapshot(string text)
        : this(text, Style: null)
    {
    }
}

/// <summary>What is known about a resource at one moment.</summary>
public sealed record CustomResourceSnapshot
{
    /// <summary>The state.</summary>
    public ResourceStateSnapshot State { get; init; } = new(KnownResourceStates.NotStarted);

    /// <summary>The health; none while it does not run.</summary>
    public HealthStatus? HealthStatus { get; init; }

    /// <summary>How its process ended.</summary>
    public int? ExitCode { get; init; }

    /// <summary>When its process was started, in UTC.</summary>
    public DateTime? StartTimeStamp { get; init; }

    /// <summary>When its process ended, in UTC.</summary>
    public DateTime? StopTimeStamp { get; init; }

    /// <summary>Why it could not be started.</summary>
    internal DistributedApplicationException? Failure { get; init; }

    /// <summary>What went wrong, in words for people: the cause, the fix or the last lines.</summary>
    internal string? Problem { get; init; }
}

/// <summary>A resource has changed.</summary>
/// <param name="resource">The resource.</param>
/// <param name="resourceId">Its name; with a number, one of its replicas.</param>
/// <param name="snapshot">What is known about it now.</param>
public sealed class ResourceEvent(IResource resource, string resourceId, CustomResourceSnapshot snapshot)
{
    /// <summary>The resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Its name; with a number, one of its replicas.</summary>
    public string ResourceId { get; } = resourceId;

    /// <summary>What is known about it now.</summary>
    public CustomResourceSnapshot Snapshot { get; } = snapshot;
}

/// <summary>Publishes the state and health of resources, and waits for them.</summary>
public sealed class ResourceNotificationService
{
    private readonly ConcurrentDictionary<string, ResourceEvent> _latest = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<ChannelWriter<ResourceEvent>> _subscribers = [];
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal ResourceNotificationService()
    {
    }

    /// <summary>Is told that some resource has changed.</summary>
    internal Action? Changed { get; set; }

    /// <summary>Every resource as it is, then each change.</summary>
    /// <param name="cancellationToken">Ends the watch.</param>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Channel<ResourceEvent> channel = Channel.CreateUnbounded<ResourceEvent>();
        lock (_gate)
        {
            foreach (ResourceEvent current in _latest.Values)
            {
                channel.Writer.TryWrite(current);
            }

            _subscribers.Add(channel.Writer);
        }

        try
        {
            await foreach (ResourceEvent change in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return change;
            }
        }
        finally
        {
            lock (_gate)
            {
                _subscribers.Remove(channel.Writer);
            }
        }
    }

    /// <summary>Waits until the resource is healthy; each of its replicas, if it has several.</summary>
    /// <param name="resourceName">The resource.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DistributedApplicationException">It could not be started.</exception>
    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default) =>
        WaitForResourceAsync(resourceName, e => e.Snapshot.Failure is { } failure ? throw failure : IsHealthy(e), cancellationToken);

    /// <summary>Waits until the resource is in a state; each of its replicas, if it has several.</summary>
    /// <param name="resourceName">The resource.</param>
    /// <param name="targetState">The state; running if none is given.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        WaitForResourceAsync(resourceName, e => string.Equals(e.Snapshot.State.Text, targetState ?? KnownResourceStates.Running, StringComparison.OrdinalIgnoreCase), cancellationToken);

    /// <summary>Waits until the resource satisfies a condition; each of its replicas, if it has several.</summary>
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

            ResourceEvent[] current = [.. _latest.Values.Where(e => Names(e, resourceName))];
            if (current.Length > 0 && current.All(predicate))
            {
                return current[0];
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    internal static bool IsHealthy(ResourceEvent change) => change.Snapshot.HealthStatus == HealthStatus.Healthy;

    internal CustomResourceSnapshot? Find(string resourceId) => _latest.GetValueOrDefault(resourceId)?.Snapshot;

    internal void Publish(IResource resource, string resourceId, CustomResourceSnapshot snapshot)
    {
        TaskCompletionSource previous;
        lock (_gate)
        {
            ResourceEvent change = new(resource, resourceId, snapshot);
            _latest[resourceId] = change;
            _subscribers.ForEach(subscriber => subscriber.TryWrite(change));
            previous = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        previous.SetResult();
        Changed?.Invoke();
    }

    private static bool Names(ResourceEvent current, string name) =>
        string.Equals(current.ResourceId, name, StringComparison.OrdinalIgnoreCase) || string.Equals(current.Resource.Name, name, StringComparison.OrdinalIgnoreCase);
}
