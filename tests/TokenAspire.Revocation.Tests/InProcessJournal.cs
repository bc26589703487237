using System.Runtime.CompilerServices;

namespace TokenAspire.Revocation.Tests;

/// <summary>A journal in this process's memory: the port kept to the letter, without a database.</summary>
internal sealed class InProcessJournal : IRevocationJournal
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, RevocationEntry> _entries = [];
    private readonly HashSet<long> _published = [];

    /// <summary>Called once, while the journal is being read to complete the stream.</summary>
    public Func<Task>? OnRead { get; set; }

    public Task<JournalledRevocation> AppendAsync(RevocationEntry entry, string? reason, string? actor, CancellationToken ct)
    {
        lock (_gate)
        {
            long sequence = _entries.Count + 1;
            _entries.Add(sequence, entry);
            return Task.FromResult(new JournalledRevocation(sequence, entry));
        }
    }

    public Task<IReadOnlyList<JournalledRevocation>> ReadUnpublishedAsync(int limit, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<JournalledRevocation>>([.. Active().Where(revocation => !IsPublished(revocation)).Take(limit)]);

    public Task MarkPublishedAsync(IReadOnlyCollection<long> sequences, CancellationToken ct)
    {
        lock (_gate)
        {
            _published.UnionWith(sequences);
        }

        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<JournalledRevocation> ReadActiveAsync([EnumeratorCancellation] CancellationToken ct)
    {
        if (OnRead is { } onRead)
        {
            OnRead = null;
            await onRead();
        }

        foreach (JournalledRevocation revocation in Active())
        {
            await Task.Yield();
            ct.ThrowIfCancellationRequested();
            yield return revocation;
        }
    }

    private JournalledRevocation[] Active()
    {
        lock (_gate)
        {
            return [.. _entries
                .Where(entry => entry.Value.ExpiresAt > TimeProvider.System.GetUtcNow())
                .Select(entry => new JournalledRevocation(entry.Key, entry.Value))];
        }
    }

    private bool IsPublished(JournalledRevocation revocation)
    {
        lock (_gate)
        {
            return _published.Contains(revocation.Sequence);
        }
    }
}
