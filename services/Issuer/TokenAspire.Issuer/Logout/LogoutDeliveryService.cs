using Microsoft.Extensions.Options;

namespace TokenAspire.Issuer.Logout;

/// <summary>Delivers for as long as the issuer runs; a failed round is followed by the next one.</summary>
internal sealed class LogoutDeliveryService(
    LogoutDelivery delivery, IOptions<LogoutDeliveryOptions> options, TimeProvider time, ILogger<LogoutDeliveryService> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(options.Value.PollInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await delivery.DeliverDueAsync(stoppingToken) > 0)
                {
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it was: what is in the queue is tried again, and an issuer without this service would tell nobody.
                Log.RoundFailed(logger, exception);
            }
        }
    }
}
