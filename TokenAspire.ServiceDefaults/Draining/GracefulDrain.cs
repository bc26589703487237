using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TokenAspire.ServiceDefaults.Draining;

/// <summary>Makes the process unready before any part of it stops, and holds the rest of the stop up meanwhile.</summary>
internal sealed class GracefulDrain(IOptions<DrainOptions> options, TimeProvider time, ILogger<GracefulDrain> logger) : IHostedLifecycleService, IHealthCheck
{
    private volatile bool _hasBegun;

    public bool HasBegun => _hasBegun;

    // All StoppingAsync come before the first StopAsync, the server's included.
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _hasBegun = true;
        if (options.Value.Delay > TimeSpan.Zero)
        {
            Log.Draining(logger, options.Value.Delay.TotalSeconds);
            await Task.Delay(options.Value.Delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_hasBegun ? HealthCheckResult.Unhealthy("The process is about to stop.") : HealthCheckResult.Healthy());

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
