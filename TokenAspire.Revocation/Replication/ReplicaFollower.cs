using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TokenAspire.Revocation;

/// <summary>Keeps the replica up to date: reads when woken, and at every poll interval in case a wake-up was lost.</summary>
internal sealed class ReplicaFollower(
    RevocationReplica replica,
    RevocationStream stream,
    WakeUps wakeUps,
    IOptions<RevocationOptions> options,
    TimeProvider time,
    ILogger<ReplicaFollower> logger) : BackgroundService
{
    private static readonly TimeSpan ExpiryInterval = TimeSpan.FromMinutes(1);

    // One place is enough: a wake-up that finds it taken is served by the read still to come. Whoever brings one begins the
    // read itself instead of waiting for another thread to be free.
    private readonly Channel<bool> _due = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, AllowSynchronousContinuations = true });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using ITimer poll = time.CreateTimer(_ => MakeDue(), state: null, TimeSpan.Zero, options.Value.PollInterval);
        await using ITimer expiry = time.CreateTimer(_ => replica.RemoveExpired(), state: null, ExpiryInterval, ExpiryInterval);
        await foreach (bool _ in _due.Reader.ReadAllAsync(stoppingToken))
        {
            StreamProgress progress = await replica.RefreshAfterwardsAsync();
            if (progress.IsComplete)
            {
                await ListenAsync(progress.Position, stoppingToken);
            }
        }
    }

    private void MakeDue() => _due.Writer.TryWrite(true);

    // What is announced with its entry is known at once, and read all the same: only that tells that nothing is missing.
    private void Hear(Announcement announcement)
    {
        if (announcement.Entry is { } entry)
        {
            replica.Learn(entry);
        }

        wakeUps.Heard(announcement.Last);
        MakeDue();
    }

    private async Task ListenAsync(StreamId read, CancellationToken ct)
    {
        wakeUps.Expect(read);
        try
        {
            if (await stream.SubscribeAsync(Hear, ct))
            {
                // What was announced before is read now, what is announced from now on is heard.
                wakeUps.Begin(read);
                MakeDue();
            }
        }
        catch (StreamUnreachableException unreachable)
        {
            Log.SubscriptionFailed(logger, unreachable);
        }
    }
}
