using Microsoft.Extensions.Hosting;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace TokenAspire.ServiceDefaults.Telemetry;

/// <summary>Has the providers listen before any other part of the host starts, and exports what they hold after the last has stopped.</summary>
internal sealed class TelemetryExport(TracerProvider traces, MeterProvider metrics, LoggerProvider logs) : IHostedLifecycleService
{
    private const int ShutdownTimeoutMilliseconds = 5_000;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Each waits for the collector and blocks its thread. Side by side, one that is away costs the process 5 s and no more:
    // the container disposes the providers one after the other, with a last export of each that was not shut down.
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.WhenAll(
        Task.Run(() => traces.Shutdown(ShutdownTimeoutMilliseconds), CancellationToken.None),
        Task.Run(() => metrics.Shutdown(ShutdownTimeoutMilliseconds), CancellationToken.None),
        Task.Run(() => logs.Shutdown(ShutdownTimeoutMilliseconds), CancellationToken.None));
}
