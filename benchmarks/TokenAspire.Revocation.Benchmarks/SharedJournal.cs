namespace TokenAspire.Revocation.Benchmarks;

/// <summary>A journal that holds what the stream is to be completed with, and nothing to publish.</summary>
internal sealed class SharedJournal(JournalledRevocation[] active) : IRevocationJournal
{
    private long _sequence = active.Length;

    public Task<JournalledRevocation> AppendAsync(RevocationEntry entry, string? reason, string? actor, CancellationToken ct) =>
        Task.FromResult(new JournalledRevocation(Interlocked.Increment(ref _sequence), entry));

    public Task<IReadOnlyList<JournalledRevocation>> ReadUnpublishedAsync(int limit, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<JournalledRevocation>>([]);

    public Task MarkPublishedAsync(IReadOnlyCollection<long> sequences, CancellationToken ct) => Task.CompletedTask;

    public IAsyncEnumerable<JournalledRevocation> ReadActiveAsync(CancellationToken ct) => active.ToAsyncEnumerable();
}
