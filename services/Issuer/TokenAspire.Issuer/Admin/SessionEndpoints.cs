using Microsoft.AspNetCore.Http.HttpResults;
using TokenAspire.Issuer.Revocations;
using TokenAspire.Issuer.Sessions;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Admin;

/// <summary>A login session as the API shows it.</summary>
internal sealed record SessionOutput(
    Guid Sid, Guid Sub, DateTimeOffset CreatedAt, DateTimeOffset AuthenticatedAt, DateTimeOffset LastSeenAt,
    DateTimeOffset? EndedAt, string? EndedReason, string? UserAgent, string? RemoteAddress, IReadOnlyList<string> Clients);

internal static class SessionEndpoints
{
    private const int LongestList = 500;

    public static void MapSessions(this RouteGroupBuilder admin)
    {
        admin.MapGet("/sessions", ListAsync);
        admin.MapDelete("/sessions/{sid:guid}", EndAsync);
    }

    private static async Task<Results<Ok<IReadOnlyList<SessionOutput>>, ValidationProblem>> ListAsync(
        string? sub, PostgresLoginSessions sessions, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(sub, out Guid subjectId))
        {
            return TypedResults.ValidationProblem(
                new Dictionary<string, string[]>(StringComparer.Ordinal) { ["sub"] = ["Name the subject whose sessions you want; it is a UUID."] });
        }

        IReadOnlyList<LoginSession> found = await sessions.ListAsync(subjectId, LongestList, cancellationToken);
        return TypedResults.Ok<IReadOnlyList<SessionOutput>>([.. found.Select(Output)]);
    }

    private static async Task<Results<NoContent, Accepted, NotFound>> EndAsync(
        Guid sid, HttpContext context, PostgresLoginSessions sessions, TokenRevoker revoker, ILogger<PostgresLoginSessions> logger,
        CancellationToken cancellationToken)
    {
        if (!await sessions.ExistsAsync(sid, cancellationToken))
        {
            return TypedResults.NotFound();
        }

        string actor = context.Actor();
        RevocationReceipt receipt = await revoker.RevokeAsync(
            RevocationKind.Session, sid.ToString(), "operator_request", actor, cancellationToken);
        bool published = receipt.Outcome is PublicationOutcome.Published;
        Log.Revoked(logger, actor, "sid", receipt.Revocation.Sequence, published);
        return published ? TypedResults.NoContent() : TypedResults.Accepted((string?)null);
    }

    private static SessionOutput Output(LoginSession session) => new(
        session.SessionId, session.SubjectId, session.CreatedAt, session.AuthenticatedAt, session.LastSeenAt,
        session.EndedAt, session.EndedReason, session.UserAgent, session.RemoteAddress, session.Clients);
}
