using System.Reflection;

namespace TokenAspire.LocalHosting.Testing;

/// <summary>
/// Runs an app host's entry point for a test, on a thread of its own. The entry point is held at its
/// <c>Build()</c> until the test has made its changes, and at its <c>Run()</c> until the test is over.
/// </summary>
internal sealed class EntryPointRun(Assembly assembly)
{
    private static readonly AsyncLocal<EntryPointRun?> Ambient = new();
    private readonly TaskCompletionSource<DistributedApplicationBuilder> _described = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _buildAllowed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DistributedApplication> _built = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The run whose entry point is executing here, if any.</summary>
    public static EntryPointRun? Current => Ambient.Value;

    public Assembly Assembly { get; } = assembly;

    /// <summary>What the test changes before the application is described.</summary>
    public Action<DistributedApplicationOptions>? Configure { get; init; }

    public Task<DistributedApplicationBuilder> StartAsync(string[] args)
    {
        Thread thread = new(() => Execute(args)) { IsBackground = true, Name = $"{Assembly.GetName().Name} entry point" };
        thread.Start();
        return _described.Task;
    }

    public Task<DistributedApplication> BuildAsync()
    {
        _buildAllowed.TrySetResult();
        return _built.Task;
    }

    /// <summary>Ends an entry point whose application the test never builds.</summary>
    public void Abandon() => _buildAllowed.TrySetCanceled();

    /// <summary>Called by the entry point's <c>Build()</c>.</summary>
    public void HoldBuild(DistributedApplicationBuilder builder)
    {
        _described.TrySetResult(builder);
        _buildAllowed.Task.GetAwaiter().GetResult();
    }

    public void Built(DistributedApplication app) => _built.TrySetResult(app);

    private void Execute(string[] args)
    {
        Ambient.Value = this;
        try
        {
            MethodInfo entryPoint = Assembly.EntryPoint ?? throw new InvalidOperationException($"{Assembly.GetName().Name} has no entry point.");
            entryPoint.Invoke(null, entryPoint.GetParameters().Length == 0 ? [] : [args]);
            Fail(new InvalidOperationException($"{Assembly.GetName().Name} ended without building an application."));
        }
        catch (TargetInvocationException thrown) when (thrown.InnerException is { } cause)
        {
            Fail(cause);
        }
        catch (InvalidOperationException cause)
        {
            Fail(cause);
        }
    }

    private void Fail(Exception cause)
    {
        _described.TrySetException(cause);
        _built.TrySetException(cause);
    }
}
