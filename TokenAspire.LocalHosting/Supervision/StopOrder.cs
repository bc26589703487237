namespace TokenAspire.LocalHosting.Supervision;

/// <summary>Stops processes at once where they may, and each one after those that depend on it.</summary>
internal sealed class StopOrder(IReadOnlyList<SupervisedProcess> processes)
{
    private readonly Dictionary<SupervisedProcess, Task> _stops = [];
    private readonly HashSet<SupervisedProcess> _path = [];

    public Task StopAsync() => Task.WhenAll(processes.Select(StopAfterDependents));

    // Two that call each other are on the same path: one of them has to stop first.
    private Task StopAfterDependents(SupervisedProcess process)
    {
        if (_stops.TryGetValue(process, out Task? stop))
        {
            return stop;
        }

        _path.Add(process);
        Task[] dependents = [.. processes
            .Where(other => !_path.Contains(other) && StartOrder.DependsOn(other.Resource, process.Resource))
            .Select(StopAfterDependents)];
        _path.Remove(process);
        return _stops[process] = StopNowAsync(process, dependents);
    }

    private static async Task StopNowAsync(SupervisedProcess process, Task[] dependents)
    {
        await Task.WhenAll(dependents);
        await process.StopAsync(CancellationToken.None);
    }
}
