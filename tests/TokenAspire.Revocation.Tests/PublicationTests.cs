using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;
using static TokenAspire.Revocation.Tests.RevocationTopology;

namespace TokenAspire.Revocation.Tests;

public sealed class PublicationTests
{
    [Fact]
    public async Task Parallel_publishers_lose_nothing()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        IRevocationPublisher[] publishers =
            [await topology.StartSeededPublisherAsync(), await topology.StartSeededPublisherAsync(), await topology.StartSeededPublisherAsync()];
        IRevocationReplica replica = await topology.StartReplicaAsync();
        TokenIdentity[] tokens = [.. Enumerable.Range(0, 300).Select(_ => Token())];

        PublicationOutcome[] outcomes = await Task.WhenAll(tokens.Select((token, index) =>
            publishers[index % publishers.Length].RevokeAsync(Entry(RevocationKind.Token, token.TokenId), null, null, Ct)));

        Assert.All(outcomes, outcome => Assert.Equal(PublicationOutcome.Published, outcome));
        await EventuallyAsync(() => tokens.All(token => replica.Check(token) == RevocationVerdict.TokenRevoked));
        await EventuallyAsync(async () => (await topology.Journal.ReadUnpublishedAsync(1, Ct)).Count == 0);
    }

    [Fact]
    public async Task What_was_journalled_and_never_published_is_published_by_the_outbox()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        await topology.StartSeededPublisherAsync();
        IRevocationReplica replica = await topology.StartReplicaAsync();
        TokenIdentity token = Token();

        await topology.Journal.AppendAsync(Entry(RevocationKind.Token, token.TokenId), null, null, Ct);

        await EventuallyAsync(() => replica.Check(token) == RevocationVerdict.TokenRevoked);
    }

    [Fact]
    public async Task Pending_revocations_are_published_on_demand_in_order()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        IHost host = await topology.StartPublisherAsync();
        await EventuallyAsync(topology.IsSeededAsync);
        IRevocationPublisher publisher = host.Services.GetRequiredService<IRevocationPublisher>();
        await host.StopAsync(Ct);
        foreach (int index in Enumerable.Range(0, 1_200))
        {
            await topology.Journal.AppendAsync(Entry(RevocationKind.Token, $"token-{index}"), null, null, Ct);
        }

        Assert.Equal(PublicationOutcome.Published, await publisher.PublishPendingAsync(Ct));

        Assert.Empty(await topology.Journal.ReadUnpublishedAsync(1, Ct));
        RedisResult[] entries = ((RedisResult[]?)await topology.RedisAsync("XRANGE", StreamKey, "-", "+"))!;
        Assert.Equal(
            Enumerable.Range(1, 1_200).Select(sequence => (long)sequence),
            entries.Select(entry => StreamEntry.FromText((string?)((RedisResult[]?)((RedisResult[]?)entry)![1])![1])!.Sequence));
    }

    [Fact]
    public async Task A_larger_stream_than_one_page_is_replayed_whole()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        foreach (int index in Enumerable.Range(0, 2_500))
        {
            await topology.Journal.AppendAsync(Entry(RevocationKind.Session, $"session-{index}"), null, null, Ct);
        }

        await topology.StartSeededPublisherAsync();
        IRevocationReplica replica = await topology.StartReplicaAsync();

        Assert.All(
            Enumerable.Range(0, 2_500),
            index => Assert.Equal(RevocationVerdict.SessionRevoked, replica.Check(Token(session: $"session-{index}"))));
    }

    [Fact]
    public async Task Appending_drops_what_is_past_its_retention()
    {
        await using RevocationTopology topology = await RevocationTopology.StartAsync();
        IRevocationPublisher publisher = await topology.StartSeededPublisherAsync();

        // Trimming is approximate: whole nodes of a hundred entries leave at a time.
        foreach (int index in Enumerable.Range(1, 1_000))
        {
            await topology.RedisAsync("XADD", StreamKey, $"{index}-1", "revocation", StreamEntry.ToText(new JournalledRevocation(index, Entry(RevocationKind.Token, "old"))));
        }

        await publisher.RevokeAsync(Entry(RevocationKind.Token, "new"), null, null, Ct);

        Assert.InRange((long)await topology.RedisAsync("XLEN", StreamKey), 1, 200);
    }
}
