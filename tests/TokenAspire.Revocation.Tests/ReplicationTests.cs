using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using static TokenAspire.Revocation.Tests.RevocationTopology;

namespace TokenAspire.Revocation.Tests;

public sealed class ReplicationTests
{
    private static readonly TimeSpan NoPolling = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_revocation_reaches_the_replica_by_wake_up()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        IRevocationPublisher publisher = await topology.StartSeededPublisherAsync();
        IRevocationReplica replica = await topology.StartReplicaAsync(NoPolling);
        TokenIdentity revoked = Token();
        TokenIdentity other = Token();

        PublicationOutcome outcome = await publisher.RevokeAsync(Entry(RevocationKind.Token, revoked.TokenId), "test", "test", Ct);

        Assert.Equal(PublicationOutcome.Published, outcome);
        await EventuallyAsync(() => replica.Check(revoked) == RevocationVerdict.TokenRevoked);
        Assert.Equal(RevocationVerdict.NotRevoked, replica.Check(other));
        Assert.True(replica.State.Age < NoPolling);
    }

    [Fact]
    public async Task No_wake_up_overtakes_its_revocation()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        IRevocationPublisher publisher = await topology.StartSeededPublisherAsync();
        using RedisMonitor monitor = await RedisMonitor.StartAsync(topology.Server.ConnectionString, Ct);

        for (int revocation = 0; revocation < 50; revocation++)
        {
            await publisher.RevokeAsync(Entry(RevocationKind.Token, Token().TokenId), null, null, Ct);

            Assert.Equal("XADD", await monitor.NextAsync(Ct, "XADD", "PUBLISH"));
            Assert.Equal("PUBLISH", await monitor.NextAsync(Ct, "XADD", "PUBLISH"));
        }
    }

    // It is not in the stream, so nothing else can have told.
    [Fact]
    public async Task A_revocation_that_is_announced_is_known_before_it_is_read()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        await topology.StartSeededPublisherAsync();
        IRevocationReplica replica = await topology.StartReplicaAsync(NoPolling);
        TokenIdentity token = Token();
        string text = StreamEntry.ToText(new JournalledRevocation(1, Entry(RevocationKind.Token, token.TokenId)));

        foreach (string message in (string[])["", " ", "x", "1-0", "1-0 ", "1-0 x", $"x {text}", $"1-0 {text[..20]}", $"1-0 {text}"])
        {
            Assert.Equal(RevocationVerdict.NotRevoked, replica.Check(token));
            await topology.RedisAsync("PUBLISH", WakeChannel, message);
        }

        await EventuallyAsync(() => replica.Check(token) == RevocationVerdict.TokenRevoked);
    }

    // Channels, unlike keys, are common to all databases of a server.
    [Fact]
    public async Task Revocations_of_another_database_of_the_server_are_not_heard()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        await topology.StartSeededPublisherAsync();
        IRevocationReplica replica = await topology.StartReplicaAsync(NoPolling);
        using IHost elsewhere = await topology.StartPublisherAsync(database: 1);
        using IHost here = await topology.StartPublisherAsync();
        TokenIdentity foreign = Token();
        TokenIdentity own = Token();

        await RevokeAsync(elsewhere, foreign);
        await RevokeAsync(here, own);

        await EventuallyAsync(() => replica.Check(own) == RevocationVerdict.TokenRevoked);
        Assert.Equal(RevocationVerdict.NotRevoked, replica.Check(foreign));

        static Task RevokeAsync(IHost issuer, TokenIdentity token) => issuer.Services.GetRequiredService<RevocationStream>()
            .AppendAsync([new JournalledRevocation(1, Entry(RevocationKind.Token, token.TokenId))], Ct);
    }

    [Fact]
    public async Task Many_revocations_at_once_are_announced_once_and_read()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        await topology.StartSeededPublisherAsync();
        IRevocationReplica replica = await topology.StartReplicaAsync(NoPolling);
        TokenIdentity[] tokens = [.. Enumerable.Range(0, 100).Select(_ => Token())];
        long announced = await topology.CallsAsync("publish");
        using IHost issuer = await topology.StartPublisherAsync();
        RevocationStream stream = issuer.Services.GetRequiredService<RevocationStream>();

        await stream.AppendAsync([.. tokens.Select((token, index) => new JournalledRevocation(index, Entry(RevocationKind.Token, token.TokenId)))], Ct);

        await EventuallyAsync(() => tokens.All(token => replica.Check(token) == RevocationVerdict.TokenRevoked));
        Assert.Equal(1, await topology.CallsAsync("publish") - announced);
    }

    [Fact]
    public async Task A_lost_wake_up_is_made_good_by_polling()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        await topology.StartSeededPublisherAsync();
        IRevocationReplica replica = await topology.StartReplicaAsync();
        TokenIdentity token = Token();

        await AppendSilentlyAsync(topology, "*", RevocationKind.Token, token.TokenId);

        await EventuallyAsync(() => replica.Check(token) == RevocationVerdict.TokenRevoked);
    }

    [Fact]
    public async Task Every_kind_revokes_what_it_names_and_nothing_else()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        IRevocationPublisher publisher = await topology.StartSeededPublisherAsync();
        IRevocationReplica replica = await topology.StartReplicaAsync();
        DateTimeOffset now = TimeProvider.System.GetUtcNow();

        await publisher.RevokeAsync(Entry(RevocationKind.Session, "stolen"), null, null, Ct);
        await publisher.RevokeAsync(Entry(RevocationKind.Subject, "mallory"), null, null, Ct);
        await publisher.RevokeAsync(Entry(RevocationKind.Client, "leaked"), null, null, Ct);

        await EventuallyAsync(() => replica.Check(Token(client: "leaked", issuedAt: now)) == RevocationVerdict.ClientRevoked);
        Assert.Equal(RevocationVerdict.SessionRevoked, replica.Check(Token(session: "stolen", issuedAt: now.AddHours(1))));
        Assert.Equal(RevocationVerdict.SubjectRevoked, replica.Check(Token(subject: "mallory", session: null, issuedAt: now)));
        Assert.Equal(RevocationVerdict.NotRevoked, replica.Check(Token(issuedAt: now)));
        Assert.Equal(RevocationVerdict.NotRevoked, replica.Check(Token(subject: "leaked", session: "mallory", client: "stolen", issuedAt: now)));
    }

    [Theory]
    [InlineData(RevocationKind.Subject, RevocationVerdict.SubjectRevoked)]
    [InlineData(RevocationKind.Client, RevocationVerdict.ClientRevoked)]
    public async Task A_cut_off_divides_tokens_to_the_millisecond(RevocationKind kind, RevocationVerdict verdict)
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        IRevocationPublisher publisher = await topology.StartSeededPublisherAsync();
        IRevocationReplica replica = await topology.StartReplicaAsync();
        DateTimeOffset cutOff = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() * 1000 + 500);
        string value = kind == RevocationKind.Subject ? "alice" : "cli";

        await publisher.RevokeAsync(Entry(kind, value, cutOff), null, null, Ct);

        await EventuallyAsync(() => replica.Check(Token(issuedAt: cutOff)) == verdict);
        Assert.Equal(verdict, replica.Check(Token(issuedAt: cutOff.AddMilliseconds(-1))));
        Assert.Equal(RevocationVerdict.NotRevoked, replica.Check(Token(issuedAt: cutOff.AddMilliseconds(1))));
    }

    [Fact]
    public async Task An_earlier_cut_off_never_takes_a_later_one_back()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        IRevocationPublisher publisher = await topology.StartSeededPublisherAsync();
        IRevocationReplica replica = await topology.StartReplicaAsync();
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        TokenIdentity last = Token();

        await publisher.RevokeAsync(Entry(RevocationKind.Subject, "alice", now), null, null, Ct);
        await publisher.RevokeAsync(Entry(RevocationKind.Subject, "alice", now.AddMinutes(-1)), null, null, Ct);
        await publisher.RevokeAsync(Entry(RevocationKind.Token, last.TokenId), null, null, Ct);

        await EventuallyAsync(() => replica.Check(last) == RevocationVerdict.TokenRevoked);
        Assert.Equal(RevocationVerdict.SubjectRevoked, replica.Check(Token(issuedAt: now)));
    }

    [Fact]
    public async Task Ids_that_go_back_are_read_from_the_start()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        IHost issuer = await topology.StartPublisherAsync();
        IRevocationReplica replica = await topology.StartReplicaAsync();
        TokenIdentity first = Token();
        TokenIdentity second = Token();
        await issuer.Services.GetRequiredService<IRevocationPublisher>().RevokeAsync(Entry(RevocationKind.Token, first.TokenId), null, null, Ct);
        await EventuallyAsync(() => replica.Check(first) == RevocationVerdict.TokenRevoked);
        await issuer.StopAsync(Ct);

        await topology.RedisAsync("DEL", StreamKey);
        await AppendSilentlyAsync(topology, "1-1", RevocationKind.Token, second.TokenId);

        await EventuallyAsync(() => replica.Check(second) == RevocationVerdict.TokenRevoked);
        Assert.Equal(RevocationVerdict.TokenRevoked, replica.Check(first));
    }

    [Fact]
    public async Task An_entry_that_is_not_understood_holds_up_nothing()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        IRevocationPublisher publisher = await topology.StartSeededPublisherAsync();
        TokenIdentity token = Token();
        await topology.RedisAsync("XADD", StreamKey, "*", "another-field", "x");
        await topology.RedisAsync("XADD", StreamKey, "*", "revocation", "x");
        await publisher.RevokeAsync(Entry(RevocationKind.Token, token.TokenId), null, null, Ct);

        IRevocationReplica replica = await topology.StartReplicaAsync();

        Assert.Equal(RevocationVerdict.TokenRevoked, replica.Check(token));
    }

    [Fact]
    public async Task Waiting_catch_ups_share_one_read()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        await topology.StartSeededPublisherAsync();
        IRevocationReplica replica = await topology.StartReplicaAsync(NoPolling);
        TokenIdentity token = Token();
        await AppendSilentlyAsync(topology, "*", RevocationKind.Token, token.TokenId);
        long before = await topology.CallsAsync("xrange");

        ReplicaState[] states = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(_ => replica.CatchUpAsync(TimeSpan.Zero, Ct).AsTask()));

        Assert.All(states, state => Assert.True(state.IsReplayed));
        Assert.Equal(RevocationVerdict.TokenRevoked, replica.Check(token));
        Assert.InRange(await topology.CallsAsync("xrange") - before, 1, 10);
    }

    [Fact]
    public async Task A_recent_replica_is_not_read_again_to_catch_up()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        await topology.StartSeededPublisherAsync();
        IRevocationReplica replica = await topology.StartReplicaAsync(NoPolling);
        long before = await topology.CallsAsync("xrange");

        for (int request = 0; request < 1_000; request++)
        {
            Assert.True((await replica.CatchUpAsync(NoPolling, Ct)).IsWithin(NoPolling));
        }

        // The issuer looks at the stream in the meantime, too.
        Assert.InRange(await topology.CallsAsync("xrange") - before, 0, 100);
    }

    private static async Task AppendSilentlyAsync(RevocationTopology topology, string id, RevocationKind kind, string value) =>
        await topology.RedisAsync("XADD", StreamKey, id, "revocation", StreamEntry.ToText(new JournalledRevocation(9_000, Entry(kind, value))));
}
