namespace TokenAspire.Revocation;

/// <summary>
/// The durable record of every revocation, and the truth from which the stream is rebuilt. The issuer implements it on
/// its database. Every method throws when the database cannot answer.
/// </summary>
public interface IRevocationJournal
{
    /// <summary>Commits a revocation as not yet published and returns it with its number.</summary>
    /// <param name="entry">What is revoked.</param>
    /// <param name="reason">Why, for the audit trail; never published.</param>
    /// <param name="actor">Who asked for it, for the audit trail; never published.</param>
    /// <param name="ct">Cancels the append.</param>
    Task<JournalledRevocation> AppendAsync(RevocationEntry entry, string? reason, string? actor, CancellationToken ct);

    /// <summary>The oldest revocations that are committed, not marked as published and not expired.</summary>
    /// <param name="limit">The most to return.</param>
    /// <param name="ct">Cancels the read.</param>
    Task<IReadOnlyList<JournalledRevocation>> ReadUnpublishedAsync(int limit, CancellationToken ct);

    /// <summary>Marks revocations as published; marking one twice changes nothing.</summary>
    Task MarkPublishedAsync(IReadOnlyCollection<long> sequences, CancellationToken ct);

    /// <summary>Every revocation that is not expired, published or not: what a lost stream is rebuilt from.</summary>
    IAsyncEnumerable<JournalledRevocation> ReadActiveAsync(CancellationToken ct);
}
