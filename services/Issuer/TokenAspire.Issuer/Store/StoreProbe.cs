using Npgsql;

namespace TokenAspire.Issuer.Store;

/// <summary>Asks Postgres every second whether it is there, and while it is not ten times as often.</summary>
internal sealed class StoreProbe(NpgsqlDataSource store, StoreStatus status, TimeProvider time, ILogger<StoreProbe> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan IntervalWhileAway = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using NpgsqlCommand command = store.CreateCommand("select 1");
                await command.ExecuteScalarAsync(stoppingToken);
                timer.Period = Interval;
                if (status.Note(answers: true))
                {
                    Log.StoreIsBack(logger);
                }
            }
            catch (NpgsqlException exception)
            {
                timer.Period = IntervalWhileAway;
                if (status.Note(answers: false))
                {
                    Log.StoreUnavailable(logger, exception);
                }
            }
        }
    }
}
