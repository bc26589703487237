namespace TokenAspire.Issuer.Sessions;

/// <summary>One login on one user agent, as an operator sees it.</summary>
internal sealed record LoginSession(
    Guid SessionId,
    Guid SubjectId,
    DateTimeOffset CreatedAt,
    DateTimeOffset AuthenticatedAt,
    DateTimeOffset LastSeenAt,
    DateTimeOffset? EndedAt,
    string? EndedReason,
    string? UserAgent,
    string? RemoteAddress,
    IReadOnlyList<string> Clients);
