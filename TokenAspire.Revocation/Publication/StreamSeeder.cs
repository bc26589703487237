using Microsoft.Extensions.Logging;

namespace TokenAspire.Revocation;

/// <summary>
/// Completes the stream from the journal in every new life of the server or of the stream: it may have come back empty, or
/// with an older snapshot, or have been deleted. Several issuers may do it at once; what is appended twice is harmless.
/// </summary>
internal sealed class StreamSeeder(RevocationStream stream, IRevocationJournal journal, ILogger<StreamSeeder> logger)
{
    private const int PageSize = 1000;

    private StreamId _end = StreamId.Start;
    private bool _compared;

    public async Task SeedAsync(CancellationToken ct)
    {
        StreamPage newest = await stream.ReadAsync(_end, 1, ct);

        // Ids that went back without a new life are seen only by who remembers them: an issuer that has just started cannot,
        // so it compares once.
        bool isComplete = newest.IsComplete && newest.End >= _end && (_compared || await IsCompleteAsync(ct));
        if (isComplete || await CompleteAsync(ct))
        {
            _compared = true;
            _end = isComplete ? newest.End : StreamId.Start;
        }
    }

    private async Task<bool> IsCompleteAsync(CancellationToken ct)
    {
        HashSet<long> present = await ReadSequencesAsync(ct);
        return !await journal.ReadActiveAsync(ct).AnyAsync(revocation => !present.Contains(revocation.Sequence), ct);
    }

    private async Task<bool> CompleteAsync(CancellationToken ct)
    {
        string nonce = Guid.NewGuid().ToString("N");
        string runId = await stream.BeginSeedingAsync(nonce, ct);
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

        // A server or a stream that changed meanwhile is not marked, and the next pass begins anew.
        bool marked = await stream.TryMarkSeededAsync(nonce, runId, ct);
        if (marked)
        {
            Log.StreamSeeded(logger, present.Count, appended);
        }

        return marked;
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
