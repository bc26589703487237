using Npgsql;
using TokenAspire.Issuer.Registrations;
using TokenAspire.Issuer.Store;

namespace TokenAspire.Issuer.Revocations;

/// <summary>
/// Notes in Postgres how long this issuer's access tokens live, for as long as it may issue them. Revocations of every
/// issuer are remembered for the longest that is noted (<c>Schema/0031_lifetimes.sql</c>).
/// </summary>
internal sealed class AccessTokenLifetimes(
    NpgsqlDataSource store, ConfiguredRegistrations registrations, TimeProvider time, ILogger<AccessTokenLifetimes> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    // Before the first token, and before anything else of this host starts to run.
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await NoteAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await NoteAsync(stoppingToken);
            }
            catch (NpgsqlException exception)
            {
                // Nothing is issued meanwhile either; the next round tries again.
                Log.LifetimeNotNoted(logger, exception);
            }
        }
    }

    private async Task NoteAsync(CancellationToken cancellationToken)
    {
        const string Sql =
            """
            insert into access_token_lifetimes (lifetime, outstanding_until) values ($1, $2)
              on conflict (lifetime) do update
                set outstanding_until = greatest(access_token_lifetimes.outstanding_until, excluded.outstanding_until)
            """;
        TimeSpan lifetime = registrations.LongestAccessTokenLifetime;
        await using NpgsqlCommand command = store.CreateCommand(Sql);
        // What is issued until the round after the next, should one be missed, has ended by then.
        await command.With(lifetime).With(time.GetUtcNow() + (2 * Interval) + lifetime).ExecuteNonQueryAsync(cancellationToken);
    }
}
