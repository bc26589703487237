namespace TokenAspire.Issuer.Contracts.RefreshFamilies;

/// <summary>How the use of a refresh token ended; the values are those of <c>tokenaspire.issuer.refreshes</c>.</summary>
public enum RotationOutcome
{
    /// <summary>The presented token is consumed, its successor is live.</summary>
    Rotated,

    /// <summary>A repeat of the immediate predecessor within the grace window: the same successor again, nothing changed.</summary>
    Grace,

    /// <summary>A consumed token came back: the family is revoked, its session ended, both journalled.</summary>
    Reuse,

    /// <summary>The token, its family or its login session is past its end or revoked, or the account is closed; nothing changed.</summary>
    Expired,

    /// <summary>No such token.</summary>
    Unknown,

    /// <summary>Issued to another client; nothing changed.</summary>
    ClientMismatch,

    /// <summary>Bound to another device; nothing changed.</summary>
    DeviceMismatch,

    /// <summary>More scope was asked for than was granted; nothing changed.</summary>
    ScopeExceeded,
}

/// <summary>The outcome, and for <see cref="RotationOutcome.Rotated"/> and <see cref="RotationOutcome.Grace"/> what to issue.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Grant">What the family stands for; null where nothing is to be issued.</param>
/// <param name="AccessToken">The access token to issue: the requested one when rotated, the one issued before when in grace, so that a retry gets the same answer.</param>
/// <param name="Scopes">Its scopes.</param>
public sealed record RotationResult(
    RotationOutcome Outcome,
    RefreshFamily? Grant = null,
    IssuedAccessToken? AccessToken = null,
    IReadOnlyList<string>? Scopes = null);
