using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using static TokenAspire.Revocation.Tests.RevocationTopology;

namespace TokenAspire.Revocation.Tests;

public sealed class OutageTests
{
    [Fact]
    public async Task A_revocation_while_redis_is_down_is_journalled_and_published_on_recovery()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        IRevocationPublisher publisher = await topology.StartSeededPublisherAsync();
        IRevocationReplica replica = await topology.StartReplicaAsync();
        TokenIdentity token = Token();
        await topology.KillRedisAsync();

        PublicationOutcome outcome = await publisher.RevokeAsync(Entry(RevocationKind.Token, token.TokenId), null, null, Ct);
        Assert.Equal(PublicationOutcome.Journalled, outcome);
        Assert.Equal(PublicationOutcome.Journalled, await publisher.PublishPendingAsync(Ct));
        Assert.Equal(RevocationVerdict.NotRevoked, replica.Check(token));

        await topology.StartRedisAsync();
        await EventuallyAsync(() => replica.Check(token) == RevocationVerdict.TokenRevoked);
        await EventuallyAsync(async () => (await topology.Journal.ReadUnpublishedAsync(1, Ct)).Count == 0);
    }

    [Fact]
    public async Task A_replica_keeps_what_it_knows_over_a_restart_of_redis_and_becomes_recent_again()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        IRevocationPublisher publisher = await topology.StartSeededPublisherAsync();
        IRevocationReplica replica = await topology.StartReplicaAsync();
        TokenIdentity before = Token();
        TokenIdentity after = Token();
        await publisher.RevokeAsync(Entry(RevocationKind.Token, before.TokenId), null, null, Ct);
        await EventuallyAsync(() => replica.Check(before) == RevocationVerdict.TokenRevoked);

        await topology.KillRedisAsync();
        ReplicaState down = await replica.CatchUpAsync(TimeSpan.Zero, Ct);
        Assert.True(down.IsReplayed);
        Assert.True((await replica.CatchUpAsync(TimeSpan.Zero, Ct)).Age > down.Age);
        Assert.Equal(RevocationVerdict.TokenRevoked, replica.Check(before));

        await topology.StartRedisAsync();
        await EventuallyAsync(() => replica.State.Age < down.Age);
        await publisher.RevokeAsync(Entry(RevocationKind.Token, after.TokenId), null, null, Ct);
        await EventuallyAsync(() => replica.Check(after) == RevocationVerdict.TokenRevoked);
    }

    [Fact]
    public async Task A_redis_that_lost_everything_is_completed_from_the_journal()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        IHost publisher = await topology.StartPublisherAsync();
        IRevocationReplica running = await topology.StartReplicaAsync();
        TokenIdentity token = Token();
        await publisher.Services.GetRequiredService<IRevocationPublisher>()
            .RevokeAsync(Entry(RevocationKind.Token, token.TokenId), null, null, Ct);
        await EventuallyAsync(() => running.Check(token) == RevocationVerdict.TokenRevoked);
        await publisher.StopAsync(Ct);

        await topology.RedisAsync("FLUSHALL");
        await topology.KillRedisAsync();
        Assert.Equal(RevocationVerdict.TokenRevoked, running.Check(token));
        await topology.StartRedisAsync();
        await topology.ReconnectAsync();
        Assert.Equal(0, (long)await topology.RedisAsync("XLEN", StreamKey));

        IHost host = await topology.StartReplicaHostAsync();
        IRevocationReplica started = host.Services.GetRequiredService<IRevocationReplica>();
        Assert.False((await started.CatchUpAsync(TimeSpan.Zero, Ct)).IsReplayed);
        Assert.Equal(RevocationVerdict.TokenRevoked, running.Check(token));

        await topology.StartPublisherAsync();
        await EventuallyAsync(() => started.State.IsReplayed);
        Assert.Equal(RevocationVerdict.TokenRevoked, started.Check(token));
        Assert.Equal(RevocationVerdict.TokenRevoked, running.Check(token));
        await EventuallyAsync(() => running.State.IsWithin(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task A_flush_without_a_restart_is_noticed_and_made_good()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        IRevocationPublisher publisher = await topology.StartSeededPublisherAsync();
        IRevocationReplica running = await topology.StartReplicaAsync();
        TokenIdentity token = Token();
        TokenIdentity later = Token();
        await publisher.RevokeAsync(Entry(RevocationKind.Token, token.TokenId), null, null, Ct);
        await EventuallyAsync(() => running.Check(token) == RevocationVerdict.TokenRevoked);

        await topology.RedisAsync("FLUSHALL");

        await EventuallyAsync(async () => await topology.IsSeededAsync() && (long)await topology.RedisAsync("XLEN", StreamKey) > 0);
        Assert.Equal(RevocationVerdict.TokenRevoked, running.Check(token));
        await publisher.RevokeAsync(Entry(RevocationKind.Token, later.TokenId), null, null, Ct);
        await EventuallyAsync(() => running.Check(later) == RevocationVerdict.TokenRevoked && running.State.IsWithin(TimeSpan.FromSeconds(1)));
        IRevocationReplica replica = await topology.StartReplicaAsync();
        Assert.Equal(RevocationVerdict.TokenRevoked, replica.Check(token));
    }

    [Fact]
    public async Task A_stream_lost_while_it_is_being_completed_is_not_declared_complete()
    {
        InProcessJournal journal = new();
        await using RevocationTopology topology = await RevocationTopology.StartAsync(journal: journal);
        IRevocationPublisher publisher = await topology.StartSeededPublisherAsync();
        TokenIdentity token = Token();
        await publisher.RevokeAsync(Entry(RevocationKind.Token, token.TokenId), null, null, Ct);
        TaskCompletionSource lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
        journal.OnRead = async () =>
        {
            await topology.RedisAsync("FLUSHALL");
            lost.SetResult();
        };

        await topology.RedisAsync("DEL", StreamKey);
        await lost.Task.WaitAsync(Ct);
        await EventuallyAsync(topology.IsSeededAsync);

        IRevocationReplica replica = await topology.StartReplicaAsync();
        Assert.Equal(RevocationVerdict.TokenRevoked, replica.Check(token));
    }

    [Fact]
    public async Task A_redis_that_came_back_with_an_older_snapshot_is_completed_from_the_journal()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        IRevocationPublisher publisher = await topology.StartSeededPublisherAsync();
        TokenIdentity older = Token();
        TokenIdentity newer = Token();
        await publisher.RevokeAsync(Entry(RevocationKind.Token, older.TokenId), null, null, Ct);
        byte[] snapshot = await topology.DumpAsync();
        await publisher.RevokeAsync(Entry(RevocationKind.Token, newer.TokenId), null, null, Ct);

        await topology.RestoreAsync(snapshot);
        await topology.KillRedisAsync();
        await topology.StartRedisAsync();

        IHost host = await topology.StartReplicaHostAsync();
        IRevocationReplica replica = host.Services.GetRequiredService<IRevocationReplica>();
        await EventuallyAsync(() => replica.State.IsReplayed);
        Assert.Equal(RevocationVerdict.TokenRevoked, replica.Check(older));
        Assert.Equal(RevocationVerdict.TokenRevoked, replica.Check(newer));
    }

    [Fact]
    public async Task Nothing_is_known_before_the_issuer_has_completed_the_stream()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        IHost host = await topology.StartReplicaHostAsync();
        IRevocationReplica replica = host.Services.GetRequiredService<IRevocationReplica>();
        HealthCheckService health = host.Services.GetRequiredService<HealthCheckService>();

        ReplicaState state = await replica.CatchUpAsync(TimeSpan.FromMinutes(1), Ct);
        Assert.False(state.IsReplayed);
        Assert.Equal(TimeSpan.MaxValue, state.Age);
        Assert.Equal(HealthStatus.Unhealthy, (await health.CheckHealthAsync(Ct)).Entries["revocation-replica"].Status);

        await topology.StartPublisherAsync();
        await EventuallyAsync(() => replica.State.IsReplayed);
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(Ct)).Entries["revocation-replica"].Status);
    }

    [Fact]
    public async Task A_running_replica_is_not_recent_while_a_new_life_of_redis_is_incomplete()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        IHost publisher = await topology.StartPublisherAsync();
        IRevocationReplica replica = await topology.StartReplicaAsync();
        await publisher.StopAsync(Ct);

        await topology.KillRedisAsync();
        await topology.StartRedisAsync();
        await topology.ReconnectAsync();
        long reads = await topology.CallsAsync("xrange");
        await EventuallyAsync(async () => await topology.CallsAsync("xrange") > reads + 2);
        TimeSpan age = replica.State.Age;
        ReplicaState incomplete = await replica.CatchUpAsync(TimeSpan.Zero, Ct);
        Assert.True(incomplete.IsReplayed);
        Assert.True(incomplete.Age > age);

        await topology.StartPublisherAsync();
        await EventuallyAsync(() => replica.State.Age < incomplete.Age);
    }

    // What continues after an exchange is a request of somebody's: it may take its time without holding up the next answer.
    [Fact]
    public async Task Whoever_blocks_after_an_exchange_holds_up_nobody_else()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        IHost host = await topology.StartReplicaHostAsync(TimeSpan.FromSeconds(30), commandTimeout: TimeSpan.FromSeconds(30));
        RevocationStream stream = host.Services.GetRequiredService<RevocationStream>();
        await EventuallyAsync(async () => (await stream.ReadAsync(StreamId.Start, 1, Ct)).Incarnation.RunId.Length > 0);

        bool answered = await Task.Run(async () =>
        {
            await stream.ReadAsync(StreamId.Start, 1, Ct);
            IAsyncResult next = stream.ReadAsync(StreamId.Start, 1, Ct);
            return next.AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(20)) && ((Task)next).IsCompletedSuccessfully;
        });

        Assert.True(answered);
    }

    [Fact]
    public async Task Both_ends_start_while_redis_is_down_and_work_once_it_is_up()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        await topology.KillRedisAsync();
        IHost publisherHost = await topology.StartPublisherAsync();
        IHost replicaHost = await topology.StartReplicaHostAsync();
        IRevocationReplica replica = replicaHost.Services.GetRequiredService<IRevocationReplica>();
        TokenIdentity token = Token();

        PublicationOutcome outcome = await publisherHost.Services.GetRequiredService<IRevocationPublisher>()
            .RevokeAsync(Entry(RevocationKind.Token, token.TokenId), null, null, Ct);
        Assert.Equal(PublicationOutcome.Journalled, outcome);

        await topology.StartRedisAsync();
        await EventuallyAsync(() => replica.Check(token) == RevocationVerdict.TokenRevoked && replica.State.IsReplayed);
    }
}
