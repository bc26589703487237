using TokenAspire.LocalHosting.Supervision;

namespace TokenAspire.LocalHosting.ApplicationModel;

/// <summary>What a callback may add to a resource's environment: text or an <see cref="IValueProvider"/> per name.</summary>
public sealed class EnvironmentCallbackContext
{
    internal EnvironmentCallbackContext()
    {
    }

    /// <summary>The variables so far.</summary>
    public Dictionary<string, object> EnvironmentVariables { get; } = new(StringComparer.Ordinal);
}

/// <summary>Adds to a resource's environment when it starts.</summary>
/// <param name="callback">Adds the variables.</param>
public sealed class EnvironmentCallbackAnnotation(Action<EnvironmentCallbackContext> callback) : IResourceAnnotation
{
    internal Action<EnvironmentCallbackContext> Callback { get; } = callback;
}

/// <summary>The resource starts when another is healthy, and stops before it.</summary>
internal sealed class WaitAnnotation(IResource resource) : IResourceAnnotation
{
    public IResource Resource { get; } = resource;
}

/// <summary>The resource is healthy when its probe says so; a resource without one is healthy while it runs.</summary>
internal sealed class HealthProbeAnnotation(Func<LaunchContext, CancellationToken, Task<bool>> probe) : IResourceAnnotation
{
    public Func<LaunchContext, CancellationToken, Task<bool>> Probe { get; } = probe;
}

/// <summary>The resource was given another's address or connection string, and stops before it.</summary>
internal sealed class ReferenceAnnotation(IResource resource) : IResourceAnnotation
{
    public IResource Resource { get; } = resource;
}
