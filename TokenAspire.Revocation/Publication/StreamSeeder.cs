using Microsoft.Extensions.Logging;

namespace TokenAspire.Revocation;

/// <summary>
/// Completes the stream from the journal in every new life of the server: it may have come back empty or with an older
/// snapshot. Several issuers may do it at once; what is appended twice is harmless.
/// </summary>
internal sealed class StreamSeeder(RevocationStream stream, IRevocationJournal journal, ILogger<StreamSeeder> logger)
{
    private const int PageSize = 1000;

    public async Task SeedAsync(CancellationToken ct)
    {
        StreamIncarnation incarnation = await stream.GetIncarnationAsync(ct);
        if (incarnation.IsSeeded)
        {
            return;
        }

        string seeding = await stream.BeginSeedingAsync(ct);
        HashSet<long> present = await ReadSequencesAsync(ct);
        int appended = 0;
        await foreach (JournalledRevocation[] missing in journal.ReadActiveAsync(ct)
            .Where(revocation => !present.Contains(revocation.Sequence))
            .Chunk(PageSize)
            .WithCancellation(ct))
        {
            await stream.AppendAsync(missing, ct);
            appended += missing.Length;
        }

        // A server that changed meanwhile has a run_id of its own, and the mark for the old one means nothing to it. One
        // that lost the stream and kept its run_id is not marked, and the next pass begins anew.
        if (await stream.TryMarkSeededAsync(seeding, incarnation.RunId, ct))
        {
            Log.StreamSeeded(logger, present.Count, appended);
        }
    }

    private async Task<HashSet<long>> ReadSequencesAsync(CancellationToken ct)
    {
        HashSet<long> sequences = [];
        StreamId position = StreamId.Start;
        StreamPage page;
        do
        {
            page = await stream.ReadAsync(position, PageSize, ct);
            sequences.UnionWith(page.Revocations.Select(revocation => revocation.Sequence));
            position = page.Position;
        }
        while (!page.IsLast);
        return sequences;
    }
}
