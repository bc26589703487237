using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using static TokenAspire.Revocation.Tests.RevocationTopology;

namespace TokenAspire.Revocation.Tests;

/// <summary>What Redis can lose, with the issuer away and back.</summary>
public sealed class LossTests
{
    public static TheoryData<string, string[]> Losses { get; } = new()
    {
        { "DEL", [StreamKey] },
        { "XTRIM", [StreamKey, "MAXLEN", "0"] },
        { "FLUSHALL", [] },
    };

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task A_loss_without_a_restart_leaves_no_replica_up_to_date_until_the_issuer_has_made_it_good(string command, string[] arguments)
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        IHost issuer = await topology.StartPublisherAsync();
        IRevocationReplica running = await topology.StartReplicaAsync();
        TokenIdentity token = await RevokeAsync(issuer);
        await EventuallyAsync(() => running.Check(token) == RevocationVerdict.TokenRevoked);
        await issuer.StopAsync(Ct);

        await topology.RedisAsync(command, [.. arguments]);

        await AssertNotUpToDateAsync(running, token);
        IHost host = await topology.StartReplicaHostAsync();
        IRevocationReplica started = host.Services.GetRequiredService<IRevocationReplica>();
        Assert.False((await started.CatchUpAsync(TimeSpan.Zero, Ct)).IsReplayed);
        await AssertRecoversAsync(topology, running, started, token);
    }

    [Fact]
    public async Task An_older_snapshot_put_in_place_in_a_running_server_is_noticed()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        IHost issuer = await topology.StartPublisherAsync();
        IRevocationReplica running = await topology.StartReplicaAsync();
        TokenIdentity older = await RevokeAsync(issuer);
        byte[] snapshot = await topology.DumpAsync();
        TokenIdentity newer = await RevokeAsync(issuer);
        await EventuallyAsync(() => running.Check(newer) == RevocationVerdict.TokenRevoked);
        await issuer.StopAsync(Ct);

        // The mark in it is of this very life of the server.
        await topology.RestoreAsync(snapshot);

        await AssertNotUpToDateAsync(running, newer);
        Assert.Equal(RevocationVerdict.TokenRevoked, running.Check(older));
        string? mark = await topology.MarkAsync();
        await topology.StartPublisherAsync();
        await EventuallyAsync(async () => await topology.MarkAsync() is { } another && another != mark);
        await AssertRecoversAsync(topology, running, await topology.StartReplicaAsync(), newer);
    }

    [Fact]
    public async Task An_older_snapshot_is_completed_by_an_issuer_that_kept_running()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        IRevocationPublisher publisher = await topology.StartSeededPublisherAsync();
        byte[] snapshot = await topology.DumpAsync();
        string? mark = await topology.MarkAsync();
        TokenIdentity token = Token();
        await publisher.RevokeAsync(Entry(RevocationKind.Token, token.TokenId), null, null, Ct);
        long calls = await topology.CallsAsync("xrange");
        await EventuallyAsync(async () => await topology.CallsAsync("xrange") > calls + 1);

        await topology.RestoreAsync(snapshot);

        await EventuallyAsync(async () => await topology.MarkAsync() is { } another && another != mark);
        Assert.Equal(RevocationVerdict.TokenRevoked, (await topology.StartReplicaAsync()).Check(token));
    }

    [Fact]
    public async Task A_restart_from_an_older_snapshot_on_disk_is_completed_from_the_journal()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync("appendonly no");
        IHost issuer = await topology.StartPublisherAsync();
        IRevocationReplica running = await topology.StartReplicaAsync();
        TokenIdentity older = await RevokeAsync(issuer);
        await topology.RedisAsync("SAVE");
        TokenIdentity newer = await RevokeAsync(issuer);
        await EventuallyAsync(() => running.Check(newer) == RevocationVerdict.TokenRevoked);
        await issuer.StopAsync(Ct);

        await topology.KillRedisAsync();
        await topology.StartRedisAsync();

        Assert.NotNull(await topology.MarkAsync());
        await AssertNotUpToDateAsync(running, newer);
        IHost host = await topology.StartReplicaHostAsync();
        IRevocationReplica started = host.Services.GetRequiredService<IRevocationReplica>();
        Assert.False((await started.CatchUpAsync(TimeSpan.Zero, Ct)).IsReplayed);
        Assert.Equal(RevocationVerdict.TokenRevoked, started.Check(older));
        await AssertRecoversAsync(topology, running, started, newer);
    }

    [Fact]
    public async Task A_publisher_whose_clock_is_fast_trims_nothing_that_is_needed()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        IRevocationPublisher publisher = await topology.StartSeededPublisherAsync();
        TokenIdentity[] tokens = [.. Enumerable.Range(0, 1_000).Select(_ => Token())];
        await Task.WhenAll(tokens.Select(token => publisher.RevokeAsync(Entry(RevocationKind.Token, token.TokenId), null, null, Ct)));

        IHost fast = await topology.StartPublisherAsync(time: new OffsetTime(TimeSpan.FromHours(5)));
        await RevokeAsync(fast);

        Assert.InRange((long)await topology.RedisAsync("XLEN", StreamKey), 1_001, 5_000);
        IRevocationReplica replica = await topology.StartReplicaAsync();
        Assert.All(tokens, token => Assert.Equal(RevocationVerdict.TokenRevoked, replica.Check(token)));
    }

    [Fact]
    public async Task A_replica_whose_clock_was_fast_reads_again_what_it_took_for_expired()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        IHost issuer = await topology.StartPublisherAsync();
        TokenIdentity token = await RevokeAsync(issuer);
        OffsetTime clock = new(TimeSpan.FromHours(5));
        IHost host = await topology.StartReplicaHostAsync(time: clock);
        IRevocationReplica replica = host.Services.GetRequiredService<IRevocationReplica>();
        await EventuallyAsync(() => replica.State.IsReplayed);
        Assert.Equal(RevocationVerdict.NotRevoked, replica.Check(token));

        clock.Ahead = TimeSpan.Zero;

        await EventuallyAsync(() => replica.Check(token) == RevocationVerdict.TokenRevoked);
        await EventuallyAsync(() => replica.State.IsReplayed);
    }

    [Fact]
    public async Task A_replica_whose_clock_was_fast_relies_on_nothing_before_it_has_read_again()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        IHost issuer = await topology.StartPublisherAsync();
        await RevokeAsync(issuer);
        OffsetTime clock = new(TimeSpan.FromHours(5));
        IHost host = await topology.StartReplicaHostAsync(time: clock);
        IRevocationReplica replica = host.Services.GetRequiredService<IRevocationReplica>();
        await EventuallyAsync(() => replica.State.IsReplayed);
        await topology.KillRedisAsync();

        clock.Ahead = TimeSpan.Zero;

        await EventuallyAsync(() => !replica.State.IsReplayed);
    }

    [Fact]
    public async Task Everything_is_in_one_slot_of_a_cluster()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync("cluster-enabled yes");
        await topology.RedisAsync("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
        await EventuallyAsync(async () => ((string?)await topology.RedisAsync("CLUSTER", "INFO"))!.Contains("cluster_state:ok", StringComparison.Ordinal));

        IRevocationPublisher publisher = await topology.StartSeededPublisherAsync();
        IRevocationReplica replica = await topology.StartReplicaAsync();
        TokenIdentity token = Token();
        Assert.Equal(
            PublicationOutcome.Published, await publisher.RevokeAsync(Entry(RevocationKind.Token, token.TokenId), null, null, Ct));

        await EventuallyAsync(() => replica.Check(token) == RevocationVerdict.TokenRevoked);
        Assert.Equal(
            (long)await topology.RedisAsync("CLUSTER", "KEYSLOT", StreamKey),
            (long)await topology.RedisAsync("CLUSTER", "KEYSLOT", WakeChannel));
    }

    private static async Task<TokenIdentity> RevokeAsync(IHost issuer)
    {
        TokenIdentity token = Token();
        PublicationOutcome outcome = await issuer.Services.GetRequiredService<IRevocationPublisher>()
            .RevokeAsync(Entry(RevocationKind.Token, token.TokenId), null, null, Ct);
        Assert.Equal(PublicationOutcome.Published, outcome);
        return token;
    }

    private static async Task AssertNotUpToDateAsync(IRevocationReplica replica, TokenIdentity revoked)
    {
        // One read may have begun before the loss; the ones after it find out.
        await replica.CatchUpAsync(TimeSpan.Zero, Ct);
        TimeSpan age = (await replica.CatchUpAsync(TimeSpan.Zero, Ct)).Age;
        ReplicaState state = await replica.CatchUpAsync(TimeSpan.Zero, Ct);
        Assert.True(state.IsReplayed);
        Assert.True(state.Age > age);
        Assert.Equal(RevocationVerdict.TokenRevoked, replica.Check(revoked));
    }

    private static async Task AssertRecoversAsync(RevocationTopology topology, IRevocationReplica running, IRevocationReplica started, TokenIdentity revoked)
    {
        IRevocationPublisher publisher = await topology.StartSeededPublisherAsync();
        await EventuallyAsync(() => started.State.IsReplayed && running.State.IsWithin(TimeSpan.FromSeconds(1)));
        TokenIdentity later = Token();
        await publisher.RevokeAsync(Entry(RevocationKind.Token, later.TokenId), null, null, Ct);
        await EventuallyAsync(() => running.Check(later) == RevocationVerdict.TokenRevoked && started.Check(later) == RevocationVerdict.TokenRevoked);
        Assert.Equal(RevocationVerdict.TokenRevoked, started.Check(revoked));
        Assert.Equal(RevocationVerdict.TokenRevoked, running.Check(revoked));
    }

    private sealed class OffsetTime(TimeSpan ahead) : TimeProvider
    {
        private long _ahead = ahead.Ticks;

        public TimeSpan Ahead
        {
            set => Interlocked.Exchange(ref _ahead, value.Ticks);
        }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ahead));
    }
}
