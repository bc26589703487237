using TokenAspire.Issuer.Revocations;
using TokenAspire.Issuer.Tests.Support;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Tests.Revocations;

public sealed class RevocationJournalTests(IssuerHost host) : IClassFixture<IssuerHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private PostgresRevocationJournal Journal => host.Get<PostgresRevocationJournal>();

    [Fact]
    public async Task An_entry_is_read_back_until_it_expires()
    {
        RevocationEntry entry = Entry();

        JournalledRevocation appended = await Journal.AppendAsync(entry, "reason", "actor", Cancel);

        Assert.Contains(appended, await ActiveAsync());
        host.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.DoesNotContain(appended, await ActiveAsync());
        Assert.DoesNotContain(appended, await Journal.ReadUnpublishedAsync(1000, Cancel));
        Assert.Contains(await Journal.ReadPageAsync(long.MaxValue, 1000, Cancel), audited =>
            audited.Revocation == appended && audited is { Reason: "reason", Actor: "actor" });
    }

    [Fact]
    public async Task Marking_published_twice_keeps_the_first_time()
    {
        JournalledRevocation appended = await Journal.AppendAsync(Entry(), reason: null, actor: null, Cancel);

        await Journal.MarkPublishedAsync([appended.Sequence], Cancel);
        DateTime first = await PublishedAtAsync(appended.Sequence);
        host.Time.Advance(TimeSpan.FromSeconds(1));
        await Journal.MarkPublishedAsync([appended.Sequence], Cancel);

        Assert.Equal(first, await PublishedAtAsync(appended.Sequence));
        Assert.DoesNotContain(appended, await Journal.ReadUnpublishedAsync(1000, Cancel));
        Assert.Contains(appended, await ActiveAsync());
    }

    private RevocationEntry Entry() => new(
        RevocationKind.Token, Guid.NewGuid().ToString(), host.Time.GetUtcNow(), host.Time.GetUtcNow() + TimeSpan.FromMinutes(5));

    private async Task<List<JournalledRevocation>> ActiveAsync() => await Journal.ReadActiveAsync(Cancel).ToListAsync(Cancel);

    private async Task<DateTime> PublishedAtAsync(long sequence) =>
        (await host.QueryAsync<DateTime>("select published_at from revocation_journal where sequence = $1", sequence)).Single();
}
