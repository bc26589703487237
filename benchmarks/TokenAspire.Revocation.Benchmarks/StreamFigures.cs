using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TokenAspire.LocalHosting;
using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Testing;

namespace TokenAspire.Revocation.Benchmarks;

/// <summary>What replay and a single revocation take through a real Redis server.</summary>
internal static class StreamFigures
{
    private const int Replayed = 100_000;
    private const int Replays = 5;
    private const int Announced = 200;

    public static async Task MeasureAsync()
    {
        IDistributedApplicationBuilder hosting = DistributedApplication.CreateBuilder();
        hosting.AddRedis("revocations");
        await using DistributedApplication app = hosting.Build();
        await app.StartAsync();
        await app.ResourceNotifications.WaitForResourceHealthyAsync("revocations");
        string redis = (await app.GetConnectionStringAsync("revocations"))!;

        JournalledRevocation[] journal = [.. Revocations.Mixture().Where((_, index) => index % 10 == 0).Select((entry, index) => new JournalledRevocation(index + 1, entry))];
        using IHost issuer = await StartAsync(redis, builder =>
        {
            builder.Services.AddSingleton<IRevocationJournal>(new SharedJournal(journal));
            builder.AddRevocationPublisher();
        });
        await StopAsync(await ReplayAsync(redis));
        await MeasureReplayAsync(redis);
        await MeasureAnnouncementAsync(redis, issuer.Services.GetRequiredService<IRevocationPublisher>());
        await issuer.StopAsync();
    }

    // From nothing to "replayed", the connection included. Wall time: the server's share counts.
    private static async Task MeasureReplayAsync(string redis)
    {
        double[] seconds = new double[Replays];
        for (int replay = 0; replay < Replays; replay++)
        {
            long begun = Stopwatch.GetTimestamp();
            IHost host = await ReplayAsync(redis);
            seconds[replay] = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            await StopAsync(host);
        }

        Array.Sort(seconds);
        Figure.Print("replay_100k_seconds", seconds[Replays / 2], "s");
    }

    // From the call of the publisher to the replica's first "revoked".
    private static async Task MeasureAnnouncementAsync(string redis, IRevocationPublisher publisher)
    {
        IHost host = await ReplayAsync(redis);
        IRevocationReplica replica = host.Services.GetRequiredService<IRevocationReplica>();
        double[] milliseconds = new double[Announced];
        for (int index = 0; index < Announced; index++)
        {
            TokenIdentity token = Revocations.Token(index);
            long begun = Stopwatch.GetTimestamp();
            await publisher.RevokeAsync(Revocations.Entry(RevocationKind.Token, token.TokenId), null, null, CancellationToken.None);
            while (replica.Check(token) is RevocationVerdict.NotRevoked)
            {
                await Task.Yield();
            }

            milliseconds[index] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        }

        await StopAsync(host);
        Array.Sort(milliseconds);
        Figure.Print("applied_p50_ms", milliseconds[Announced / 2], "ms");
        Figure.Print("applied_p99_ms", milliseconds[Announced * 99 / 100], "ms");
    }

    private static async Task<IHost> ReplayAsync(string redis)
    {
        IHost host = await StartAsync(redis, builder => builder.AddRevocationReplica());
        IRevocationReplica replica = host.Services.GetRequiredService<IRevocationReplica>();
        while (!replica.State.IsReplayed)
        {
            await replica.CatchUpAsync(TimeSpan.FromHours(1), CancellationToken.None);
        }

        return host;
    }

    private static async Task<IHost> StartAsync(string redis, Action<HostApplicationBuilder> describe)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:revocations", redis)]);
        describe(builder);
        IHost host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static async Task StopAsync(IHost host)
    {
        await host.StopAsync();
        host.Dispose();
    }
}
