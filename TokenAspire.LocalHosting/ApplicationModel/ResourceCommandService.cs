using TokenAspire.LocalHosting.Supervision;

namespace TokenAspire.LocalHosting.ApplicationModel;

/// <summary>How a command ended.</summary>
public sealed class ExecuteCommandResult
{
    /// <summary>Whether it did what was asked.</summary>
    public required bool Success { get; init; }

    /// <summary>What went wrong.</summary>
    public string? Message { get; init; }
}

/// <summary>Starts, stops and restarts resources while the application runs.</summary>
public sealed class ResourceCommandService
{
    private readonly Supervisor _supervisor;

    internal ResourceCommandService(Supervisor supervisor) => _supervisor = supervisor;

    /// <summary>Executes one of <see cref="KnownResourceCommands"/>.</summary>
    /// <param name="resourceId">The resource's name, for all its replicas; or one replica's, such as <c>orders-2</c>.</param>
    /// <param name="commandName">The command.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Success once the process has started, or has ended.</returns>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(string resourceId, string commandName, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<SupervisedProcess> processes = _supervisor.FindAll(resourceId);
        if (processes.Count == 0)
        {
            return new ExecuteCommandResult { Success = false, Message = $"There is no process resource '{resourceId}'." };
        }

        if (Command(commandName) is not { } command)
        {
            return new ExecuteCommandResult { Success = false, Message = $"'{resourceId}' has no command '{commandName}'." };
        }

        try
        {
            await Task.WhenAll(processes.Select(process => command(process, cancellationToken)));
        }
        catch (DistributedApplicationException failure)
        {
            return new ExecuteCommandResult { Success = false, Message = failure.Message };
        }

        return new ExecuteCommandResult { Success = true };
    }

    private static Func<SupervisedProcess, CancellationToken, Task>? Command(string name) => name switch
    {
        "start" => (process, cancellationToken) => process.StartAsync(cancellationToken),
        "stop" => (process, cancellationToken) => process.StopAsync(cancellationToken),
        "restart" => async (process, cancellationToken) =>
        {
            await process.StopAsync(cancellationToken);
            await process.StartAsync(cancellationToken);
        },
        _ => null,
    };
}
