using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Revocations;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Sessions;

/// <summary>What a person can do with their own login sessions, and with nobody else's.</summary>
internal sealed class PersonalSessions(PostgresLoginSessions sessions, TokenRevoker revoker)
{
    private const int LongestList = 200;
    private const string Reason = "person_request";

    public Task<IReadOnlyList<LoginSession>> ListAsync(AuthenticatedSubject subject, CancellationToken cancellationToken) =>
        sessions.ListLiveAsync(Guid.Parse(subject.SubjectId), LongestList, cancellationToken);

    /// <summary>Ends one session; null where the person has no such session.</summary>
    public async Task<PublicationOutcome?> EndAsync(AuthenticatedSubject subject, Guid sessionId, CancellationToken cancellationToken)
    {
        IReadOnlyList<Guid> open = await sessions.FindOpenAsync(Guid.Parse(subject.SubjectId), cancellationToken);
        return open.Contains(sessionId) ? await RevokeAsync(subject, [sessionId], cancellationToken) : null;
    }

    /// <summary>Ends every session but the one in which the person asks.</summary>
    public async Task<PublicationOutcome> EndOthersAsync(AuthenticatedSubject subject, CancellationToken cancellationToken)
    {
        IReadOnlyList<Guid> open = await sessions.FindOpenAsync(Guid.Parse(subject.SubjectId), cancellationToken);
        Guid own = Guid.Parse(subject.SessionId);
        return await RevokeAsync(subject, [.. open.Where(session => session != own)], cancellationToken);
    }

    private Task<PublicationOutcome> RevokeAsync(AuthenticatedSubject subject, Guid[] sessionIds, CancellationToken cancellationToken) =>
        revoker.RevokeSessionsAsync(sessionIds, Reason, subject.SubjectId, cancellationToken);
}
