using Microsoft.Extensions.Options;
using Npgsql;

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
            catch (NpgsqlException exception)
            {
                Log.RoundFailed(logger, exception);
            }
        }
    }
}
