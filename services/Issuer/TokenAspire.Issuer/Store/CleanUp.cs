using Microsoft.Extensions.Options;
using Npgsql;

namespace TokenAspire.Issuer.Store;

/// <summary>Runs the clean-up for as long as the issuer runs; a failed round is followed by the next one.</summary>
internal sealed class CleanUp(
    ExpiredRows expiredRows, IOptions<CleanUpOptions> options, TimeProvider time, ILogger<CleanUp> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(options.Value.Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                Log.RowsDeleted(logger, await expiredRows.DeleteAsync(stoppingToken));
            }
            catch (NpgsqlException exception)
            {
                Log.CleanUpFailed(logger, exception);
            }
        }
    }
}
