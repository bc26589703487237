using Microsoft.Extensions.Options;
using Npgsql;

namespace TokenAspire.Issuer.Keys;

/// <summary>
/// Follows what other issuers and the schedule change in the keys: a change is heard of as soon as it is committed, and found
/// by polling should the notice get lost.
/// </summary>
internal sealed class KeyRingRefresh(
    PostgresSigningKeyRing keyRing,
    NpgsqlDataSource store,
    IOptions<KeyRotationOptions> options,
    TimeProvider time,
    ILogger<KeyRingRefresh> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // Whatever went wrong, the keys in memory are still good: serving them is better than stopping.
                Log.RefreshFailed(logger, exception);
                await Task.Delay(options.Value.PollInterval, time, stoppingToken);
            }
        }
    }

    private async Task FollowAsync(CancellationToken stoppingToken)
    {
        await using NpgsqlConnection connection = await store.OpenConnectionAsync(stoppingToken);
        await using (NpgsqlCommand listen = new($"listen {KeyRotation.Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(stoppingToken);
        }

        while (true)
        {
            // First of all what changed before anybody listened here.
            await keyRing.RefreshAsync(stoppingToken);
            await connection.WaitAsync(options.Value.PollInterval, stoppingToken);
        }
    }
}
