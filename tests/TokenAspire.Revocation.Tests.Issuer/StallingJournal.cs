namespace TokenAspire.Revocation.Tests.Issuer;

/// <summary>Where an issuer stops for good, to be killed there.</summary>
public enum Stall
{
    /// <summary>Nowhere.</summary>
    Never,

    /// <summary>The journal has the revocation, the stream has not.</summary>
    AfterJournal,

    /// <summary>The stream has it too, and the journal does not know.</summary>
    AfterStream,
}

/// <summary>A journal that says <c>stalled</c> at the given point and never goes on.</summary>
public sealed class StallingJournal(IRevocationJournal journal, Stall stall) : IRevocationJournal
{
    /// <inheritdoc/>
    public async Task<JournalledRevocation> AppendAsync(RevocationEntry entry, string? reason, string? actor, CancellationToken ct)
    {
        JournalledRevocation journalled = await journal.AppendAsync(entry, reason, actor, ct);
        await StallAsync(Stall.AfterJournal);
        return journalled;
    }

    /// <inheritdoc/>
    public async Task MarkPublishedAsync(IReadOnlyCollection<long> sequences, CancellationToken ct)
    {
        await StallAsync(Stall.AfterStream);
        await journal.MarkPublishedAsync(sequences, ct);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JournalledRevocation>> ReadUnpublishedAsync(int limit, CancellationToken ct) =>
        stall is Stall.Never ? await journal.ReadUnpublishedAsync(limit, ct) : [];

    /// <inheritdoc/>
    public IAsyncEnumerable<JournalledRevocation> ReadActiveAsync(CancellationToken ct) => journal.ReadActiveAsync(ct);

    private async Task StallAsync(Stall point)
    {
        if (stall == point)
        {
            await Console.Out.WriteLineAsync("stalled");
            await new TaskCompletionSource().Task;
        }
    }
}
