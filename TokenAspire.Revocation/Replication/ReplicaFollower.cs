using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TokenAspire.Revocation;

/// <summary>Keeps the replica up to date: reads when woken, and at every poll interval in case a wake-up was lost.</summary>
internal sealed class ReplicaFollower(
    RevocationReplica replica,
    RevocationStream stream,
    IOptions<RevocationOptions> options,
    TimeProvider time,
    ILogger<ReplicaFollower> logger) : BackgroundService
{
    private static readonly TimeSpan ExpiryInterval = TimeSpan.FromMinutes(1);

    // One place is enough: a wake-up that finds it taken is served by the read still to come.
    private readonly Channel<bool> _wakeUps =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using ITimer poll = time.CreateTimer(_ => Wake(), state: null, TimeSpan.Zero, options.Value.PollInterval);
        await using ITimer expiry = time.CreateTimer(_ => replica.RemoveExpired(), state: null, ExpiryInterval, ExpiryInterval);
        bool subscribed = false;
        await foreach (bool _ in _wakeUps.Reader.ReadAllAsync(stoppingToken))
        {
            bool upToDate = await replica.RefreshAfterwardsAsync();
            subscribed = subscribed || (upToDate && await SubscribeAsync(stoppingToken));
        }
    }

    private void Wake() => _wakeUps.Writer.TryWrite(true);

    private async Task<bool> SubscribeAsync(CancellationToken ct)
    {
        try
        {
            await stream.SubscribeAsync(Wake, ct);
            return true;
        }
        catch (StreamUnreachableException unreachable)
        {
            Log.SubscriptionFailed(logger, unreachable);
            return false;
        }
    }
}
