using TokenAspire.LocalHosting.ApplicationModel;

namespace TokenAspire.LocalHosting.Supervision;

/// <summary>The resource is a process.</summary>
/// <param name="require">Throws, before anything is started, when the machine lacks what the process needs.</param>
/// <param name="prepare">Prepares the resource's folder on the first start, and says how to start the process.</param>
internal sealed class LaunchAnnotation(Action require, Func<LaunchContext, CancellationToken, Task<ProcessSpecification>> prepare) : IResourceAnnotation
{
    public Action Require { get; } = require;

    public Func<LaunchContext, CancellationToken, Task<ProcessSpecification>> Prepare { get; } = prepare;
}

/// <summary>What a resource uses to prepare its process.</summary>
internal sealed record LaunchContext(IResource Resource, RunFolder Folder, Watchdog Watchdog, ResourceLoggerService Logs)
{
    /// <summary>Runs a program to its end.</summary>
    public async Task RunAsync(ProcessSpecification specification, CancellationToken cancellationToken)
    {
        using ChildProcess child = ChildProcess.Start(specification, Watchdog, (line, isError) => Logs.Add(Resource.Name, line, isError));
        try
        {
            await child.Exited.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await child.StopAsync(TimeSpan.Zero);
            throw;
        }

        if (child.ExitCode != 0)
        {
            throw SupervisedProcess.Failed(Resource, Logs, $"{Path.GetFileName(specification.Program)} ended with code {child.ExitCode}");
        }
    }
}
