using System.Collections.Concurrent;
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

/// <summary>What a resource uses to prepare and to probe one of its processes.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Name">The process's name: the resource's, with a number for each of several replicas.</param>
/// <param name="Ports">The ports of its own that it listens on; a replica's differ from the resource's.</param>
/// <param name="Folder">The run's folder.</param>
/// <param name="Watchdog">Ends the process when the app host is gone.</param>
/// <param name="Logs">Keeps what the process writes.</param>
/// <param name="Services">The app host's services.</param>
internal sealed record LaunchContext(
    IResource Resource,
    string Name,
    IReadOnlyDictionary<EndpointAnnotation, int> Ports,
    RunFolder Folder,
    Watchdog Watchdog,
    ResourceLoggerService Logs,
    IServiceProvider Services)
{
    private const int LinesShown = 20;

    /// <summary>The port the process itself listens on.</summary>
    public int PortOf(EndpointReference endpoint) => Ports.First(port => port.Key.Name == endpoint.EndpointName).Value;

    /// <summary>A failure with its cause and the last lines the process wrote.</summary>
    public DistributedApplicationException Failed(string cause) => new($"{Name} did not start: {cause}. {LastLines()}");

    public string LastLines()
    {
        string lines = string.Join(Environment.NewLine, Logs.LastLines(Name, LinesShown).Select(line => $"  [{Name}] {line.Content}"));
        return lines.Length == 0 ? "It wrote nothing." : $"Its last lines:{Environment.NewLine}{lines}";
    }

    /// <summary>Runs a program to its end; what it writes is shown only if it fails.</summary>
    public async Task RunAsync(ProcessSpecification specification, CancellationToken cancellationToken)
    {
        ConcurrentQueue<(string Line, bool IsError)> output = new();
        using ChildProcess child = ChildProcess.Start(specification, Watchdog, (line, isError) => output.Enqueue((line, isError)));
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
            foreach ((string line, bool isError) in output)
            {
                Logs.Add(Name, line, isError);
            }

            throw Failed($"{Path.GetFileName(specification.Program)} ended with code {child.ExitCode}");
        }
    }
}
