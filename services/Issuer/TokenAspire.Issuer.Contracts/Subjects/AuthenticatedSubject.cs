namespace TokenAspire.Issuer.Contracts.Subjects;

/// <summary>A person with a live login session at this issuer.</summary>
/// <param name="SubjectId">The <c>sub</c> claim: a UUID, so no client can have it.</param>
/// <param name="SessionId">The <c>sid</c> claim: one login on one user agent.</param>
/// <param name="AuthenticatedAt">When the person last proved who they are: <c>auth_time</c>.</param>
public sealed record AuthenticatedSubject(string SubjectId, string SessionId, DateTimeOffset AuthenticatedAt);
