using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TokenAspire.Revocation;

/// <summary>Publishes what the journal has and the stream has not, and completes the stream after it was lost.</summary>
internal sealed class RevocationOutbox(
    IRevocationPublisher publisher,
    StreamSeeder seeder,
    IOptions<RevocationOptions> options,
    TimeProvider time,
    ILogger<RevocationOutbox> logger) : BackgroundService
{
    private bool _working = true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(options.Value.PollInterval, time);
        do
        {
            await TryPassAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    // The journal is a port: its faults have no common type, and none of them may end the outbox.
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Logged, and tried again at the next tick.")]
    private async Task TryPassAsync(CancellationToken ct)
    {
        try
        {
            await seeder.SeedAsync(ct);
            await publisher.PublishPendingAsync(ct);
            if (!_working)
            {
                Log.OutboxResumed(logger);
            }

            _working = true;
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            // Once per outage, not once per tick.
            if (_working)
            {
                Log.OutboxInterrupted(logger, fault);
            }

            _working = false;
        }
    }
}
