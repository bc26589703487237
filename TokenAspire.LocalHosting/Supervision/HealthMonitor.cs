using Microsoft.Extensions.Diagnostics.HealthChecks;
using TokenAspire.LocalHosting.ApplicationModel;

namespace TokenAspire.LocalHosting.Supervision;

/// <summary>Probes one process for as long as it runs, and tells of every change of its health.</summary>
internal sealed class HealthMonitor(LaunchContext context, SupervisionOptions options, Action<HealthStatus> onChange)
{
    private readonly HealthProbeAnnotation[] _probes = [.. context.Resource.Annotations.OfType<HealthProbeAnnotation>()];
    private readonly TaskCompletionSource _healthy = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the process is healthy for the first time.</summary>
    public Task Healthy => _healthy.Task;

    public async Task RunAsync(CancellationToken exited)
    {
        HealthStatus last = HealthStatus.Unhealthy;
        while (!exited.IsCancellationRequested)
        {
            bool[] answers = await IsListeningAsync() ? await Task.WhenAll(_probes.Select(probe => AnswerAsync(probe, exited))) : [false];
            HealthStatus current = answers.All(answer => answer) ? HealthStatus.Healthy : HealthStatus.Unhealthy;
            if (current != last && !exited.IsCancellationRequested)
            {
                last = current;
                onChange(current);
                _healthy.TrySetResult();
            }

            TimeSpan interval = Healthy.IsCompleted ? options.HealthInterval : options.ProbeInterval;
            await Task.Delay(interval, TimeProvider.System, exited).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Spares a starting process's CPU: a probe that is refused costs an exception, this does not.</summary>
    private async Task<bool> IsListeningAsync()
    {
        foreach (int port in Healthy.IsCompleted ? [] : context.Ports.Values)
        {
            if (!await PortAllocator.AcceptsAsync(port))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> AnswerAsync(HealthProbeAnnotation probe, CancellationToken exited)
    {
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(exited);
        timeout.CancelAfter(options.ProbeTimeout);
        try
        {
            return await probe.Probe(context, timeout.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
