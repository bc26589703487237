using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using TokenAspire.Issuer.Accounts;
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

    private static async Task<Results<Ok<IReadOnlyList<SessionOutput>>, NotFound, ValidationProblem>> ListAsync(
        string? sub, [FromQuery(Name = "user_name")] string? userName, PostgresLoginSessions sessions, AccountLookup accounts,
        CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(sub) == string.IsNullOrEmpty(userName))
        {
            return Mistake("Name the subject whose sessions you want, or its user_name instead.");
        }

        if (userName is { Length: > 0 })
        {
            return await accounts.FindSubjectAsync(userName, cancellationToken) is { } found
                ? await ReadAsync(found, sessions, cancellationToken)
                : TypedResults.NotFound();
        }

        return Guid.TryParse(sub, out Guid subjectId)
            ? await ReadAsync(subjectId, sessions, cancellationToken)
            : Mistake("A subject is a UUID; for a name use user_name.");
    }

    private static async Task<Ok<IReadOnlyList<SessionOutput>>> ReadAsync(
        Guid subjectId, PostgresLoginSessions sessions, CancellationToken cancellationToken)
    {
        IReadOnlyList<LoginSession> found = await sessions.ListAsync(subjectId, LongestList, cancellationToken);
        return TypedResults.Ok<IReadOnlyList<SessionOutput>>([.. found.Select(Output)]);
    }

    private static ValidationProblem Mistake(string text) =>
        TypedResults.ValidationProblem(new Dictionary<string, string[]>(StringComparer.Ordinal) { ["sub"] = [text] });

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
