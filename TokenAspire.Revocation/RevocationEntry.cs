namespace TokenAspire.Revocation;

/// <summary>One revocation: what is revoked, from when on, and until when it must be remembered.</summary>
/// <param name="Kind">What <paramref name="Value"/> names.</param>
/// <param name="Value">The value of the claim: a <c>jti</c>, <c>sid</c>, <c>sub</c> or <c>client_id</c>.</param>
/// <param name="RevokedAt">
/// When it was revoked. For <see cref="RevocationKind.Subject"/> and <see cref="RevocationKind.Client"/> it is the
/// cut-off, to the millisecond: tokens issued at or before it are refused, later ones pass.
/// </param>
/// <param name="ExpiresAt">
/// When the last token it refuses has expired. After that (and a margin for clock skew) it can be forgotten.
/// </param>
public sealed record RevocationEntry(
    RevocationKind Kind,
    string Value,
    DateTimeOffset RevokedAt,
    DateTimeOffset ExpiresAt);

/// <summary>A revocation as the journal keeps it.</summary>
/// <param name="Sequence">The journal's own number for it; the same revocation keeps it wherever it is repeated.</param>
/// <param name="Entry">The revocation.</param>
public sealed record JournalledRevocation(long Sequence, RevocationEntry Entry);
