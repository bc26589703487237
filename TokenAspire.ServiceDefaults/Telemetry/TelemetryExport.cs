using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace TokenAspire.ServiceDefaults.Telemetry;

/// <summary>Has the providers listen before any other part of the host starts, and flushes them after the last has stopped.</summary>
internal sealed class TelemetryExport(TracerProvider traces, MeterProvider metrics) : IHostedLifecycleService
{
    private const int FlushTimeoutMilliseconds = 5_000;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Flushing blocks its thread; the two signals are flushed side by side. Logs flush when the container disposes them.
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.WhenAll(
        Task.Run(() => traces.ForceFlush(FlushTimeoutMilliseconds), CancellationToken.None),
        Task.Run(() => metrics.ForceFlush(FlushTimeoutMilliseconds), CancellationToken.None));
}
