namespace TokenAspire.Revocation;

/// <summary>One revocation: what is revoked, from when on, and until when it must be remembered.</summary>
/// <param name="Kind">What <paramref name="Value"/> names.</param>
/// <param name="Value">The value of the claim: a <c>jti</c>, <c>sid</c>, <c>sub</c> or <c>client_id</c>; or a key's <c>kid</c>.</param>
/// <param name="RevokedAt">
/// When it was revoked. For <see cref="RevocationKind.Subject"/> and <see cref="RevocationKind.Client"/> it is the
/// cut-off, to the millisecond: tokens issued at or before it are refused, later ones pass.
/// </param>
/// <param name="ExpiresAt">
/// When no verifier accepts a token it refuses any more, revoked or not: the token's own expiry plus the clock skew
/// verifiers allow (30 seconds). After that it can be forgotten. The stream keeps it no longer than
/// <see cref="RevocationOptions.Retention"/>, which is why that covers the longest lifetime.
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
