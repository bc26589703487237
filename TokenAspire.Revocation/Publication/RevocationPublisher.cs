using Microsoft.Extensions.Logging;

namespace TokenAspire.Revocation;

/// <summary>The journal first, then the stream, then the mark in the journal that the stream has it.</summary>
internal sealed class RevocationPublisher(
    IRevocationJournal journal,
    RevocationStream stream,
    ILogger<RevocationPublisher> logger) : IRevocationPublisher
{
    private const int PageSize = 500;

    public async Task<PublicationOutcome> RevokeAsync(RevocationEntry entry, string? reason, string? actor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(entry);
        JournalledRevocation journalled = await journal.AppendAsync(entry, reason, actor, ct);
        return await PublishAsync([journalled], ct) ? PublicationOutcome.Published : PublicationOutcome.Journalled;
    }

    public async Task<PublicationOutcome> PublishPendingAsync(CancellationToken ct)
    {
        IReadOnlyList<JournalledRevocation> pending;
        do
        {
            pending = await journal.ReadUnpublishedAsync(PageSize, ct);
            if (pending.Count > 0 && !await PublishAsync(pending, ct))
            {
                return PublicationOutcome.Journalled;
            }
        }
        while (pending.Count >= PageSize);
        return PublicationOutcome.Published;
    }

    private async Task<bool> PublishAsync(IReadOnlyList<JournalledRevocation> revocations, CancellationToken ct)
    {
        try
        {
            await stream.AppendAsync(revocations, ct);
        }
        catch (StreamUnreachableException unreachable)
        {
            Log.Journalled(logger, revocations.Count, unreachable);
            return false;
        }

        await journal.MarkPublishedAsync([.. revocations.Select(revocation => revocation.Sequence)], ct);
        Log.Published(logger, revocations.Count);
        return true;
    }
}
