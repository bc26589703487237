namespace TokenAspire.Revocation;

/// <summary>How far a revocation has come when the call returns.</summary>
public enum PublicationOutcome
{
    /// <summary>In the journal and in the stream: every connected verifier is being told.</summary>
    Published,

    /// <summary>In the journal only; it is published as soon as the stream can be reached.</summary>
    Journalled,
}

/// <summary>Revokes: the journal first, then the stream. Publishing an entry more than once is harmless.</summary>
public interface IRevocationPublisher
{
    /// <summary>Commits the revocation to the journal, then appends it to the stream.</summary>
    /// <param name="entry">What is revoked.</param>
    /// <param name="reason">Why, for the journal.</param>
    /// <param name="actor">Who asked for it, for the journal.</param>
    /// <param name="ct">Cancels the call; once the journal has the entry, it will be published whatever happens here.</param>
    /// <returns>
    /// <see cref="PublicationOutcome.Journalled"/> when Redis could not be reached. A journal that fails throws;
    /// repeating the call is harmless.
    /// </returns>
    Task<PublicationOutcome> RevokeAsync(RevocationEntry entry, string? reason, string? actor, CancellationToken ct);

    /// <summary>Publishes everything the journal has not yet published, for callers that wrote to it in their own transaction.</summary>
    /// <returns><see cref="PublicationOutcome.Journalled"/> when Redis could not be reached and something remains.</returns>
    Task<PublicationOutcome> PublishPendingAsync(CancellationToken ct);
}
