using Microsoft.Extensions.Options;

namespace TokenAspire.Issuer.Keys;

/// <summary>Loads the keys before the first request, then follows what other issuers and the schedule change.</summary>
internal sealed class KeyRingRefresh(
    PostgresSigningKeyRing keyRing, IOptions<KeyRotationOptions> options, TimeProvider time, ILogger<KeyRingRefresh> logger)
    : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await keyRing.RefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(options.Value.PollInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await keyRing.RefreshAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // Whatever went wrong, the keys in memory are still good: serving them is better than stopping.
                Log.RefreshFailed(logger, exception);
            }
        }
    }
}
