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
    /// <param name="resourceId">The resource's name.</param>
    /// <param name="commandName">The command.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Success once the process has started, or has ended.</returns>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(string resourceId, string commandName, CancellationToken cancellationToken = default)
    {
        if (_supervisor.Find(resourceId) is not { } process)
        {
            return new ExecuteCommandResult { Success = false, Message = $"There is no process resource '{resourceId}'." };
        }

        try
        {
            switch (commandName)
            {
                case "start":
                    await process.StartAsync(cancellationToken);
                    break;
                case "stop":
                    await process.StopAsync(cancellationToken);
                    break;
                case "restart":
                    await process.StopAsync(cancellationToken);
                    await process.StartAsync(cancellationToken);
                    break;
                default:
                    return new ExecuteCommandResult { Success = false, Message = $"'{resourceId}' has no command '{commandName}'." };
            }
        }
        catch (DistributedApplicationException failure)
        {
            return new ExecuteCommandResult { Success = false, Message = failure.Message };
        }

        return new ExecuteCommandResult { Success = true };
    }
}
