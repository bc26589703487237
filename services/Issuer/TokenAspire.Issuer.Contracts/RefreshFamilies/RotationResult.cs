using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Contracts.Tokens;

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

    /// <summary>The family was used too often of late; nothing changed.</summary>
    Limited,

    /// <summary>The store has more to do than it can within the deadline; nothing changed.</summary>
    Overloaded,

    /// <summary>Used where its person can hardly be: by policy the session is ended and journalled, and the person has to log in again.</summary>
    Suspicious,
}

/// <summary>What makes a login or the use of a refresh token suspicious; the values are those of <c>tokenaspire.issuer.suspicions</c>.</summary>
public enum Suspicion
{
    /// <summary>A device that is not the one that the family is bound to, or that the person never logged in from.</summary>
    NewDevice,

    /// <summary>Another country than that of the use before.</summary>
    NewCountry,

    /// <summary>Further from the place of the use before than anyone travels in the time between.</summary>
    ImpossibleTravel,

    /// <summary>A consumed token came back.</summary>
    Reuse,
}

/// <summary>How a use ended.</summary>
/// <param name="Outcome">The outcome.</param>
public sealed record RotationResult(RotationOutcome Outcome)
{
    /// <summary>What the family stands for; null where the token is unknown.</summary>
    public RefreshFamily? Grant { get; init; }

    /// <summary>What to issue; only for <see cref="RotationOutcome.Rotated"/> and <see cref="RotationOutcome.Grace"/>.</summary>
    public RotatedTokens? Issue { get; init; }

    /// <summary>What was suspicious about the place; null where nothing was.</summary>
    public Suspicion? Suspicion { get; init; }

    /// <summary>For <see cref="RotationOutcome.Limited"/> and <see cref="RotationOutcome.Overloaded"/>: when to try again.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>What a rotation issues.</summary>
/// <param name="AccessToken">The requested one when rotated, the one issued before when in grace, so that a retry gets the same answer.</param>
/// <param name="Successor">The refresh token that the store has for it.</param>
/// <param name="Scopes">Its scopes.</param>
/// <param name="Profile">The person as they are now.</param>
public sealed record RotatedTokens(
    IssuedAccessToken AccessToken, TokenHash Successor, IReadOnlyList<string> Scopes, SubjectProfile Profile);
