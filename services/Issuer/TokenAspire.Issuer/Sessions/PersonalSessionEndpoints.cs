using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.ResourceServer;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Sessions;

/// <summary>A login session as its person sees it.</summary>
/// <param name="Sid">The <c>sid</c> claim of its tokens.</param>
/// <param name="Current">Whether it is the one whose token asks.</param>
/// <param name="Device">Browser and system in words; the browser's own claim.</param>
/// <param name="Address">The address of the login.</param>
/// <param name="CreatedAt">When the person logged in.</param>
/// <param name="LastSeenAt">The last visit or refresh, to the minute.</param>
/// <param name="Applications">The clients that hold a grant in it, by the names people know.</param>
internal sealed record PersonalSessionOutput(
    Guid Sid, bool Current, string Device, string? Address, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt, IReadOnlyList<string> Applications);

/// <summary>
/// What the page <c>/sessions</c> does, for applications: <c>GET /account/sessions</c> and
/// <c>DELETE /account/sessions/{sid}</c>, with an access token of the person for this resource.
/// </summary>
internal static class PersonalSessionEndpoints
{
    private const string Scope = "sessions";

    /// <summary>
    /// Maps both. Their tier is standard, as the operators' is: ending a session must be possible just when the revocation
    /// stream is away (202). Whether the asking session was ended is looked up where that is written first.
    /// </summary>
    public static WebApplication MapPersonalSessions(this WebApplication app)
    {
        RouteGroupBuilder sessions = app.MapGroup("/account/sessions")
            .RequireScope(Scope, RiskTier.Standard)
            .RequireAuthorization(policy => policy.RequireClaim("sid").RequireClaim("auth_time"));
        sessions.AddEndpointFilter(async (context, next) =>
        {
            context.HttpContext.Response.Headers.CacheControl = "no-store";
            return await next(context);
        });
        sessions.AddEndpointFilter<OpenSessionFilter>();
        sessions.MapGet("", ListAsync);
        sessions.MapDelete("/{sid:guid}", EndAsync);
        return app;
    }

    private static async Task<Ok<IReadOnlyList<PersonalSessionOutput>>> ListAsync(
        ClaimsPrincipal user, PersonalSessions personal, IRegistrations registrations, CancellationToken cancellationToken)
    {
        AuthenticatedSubject subject = SubjectOf(user);
        IReadOnlyList<LoginSession> found = await personal.ListAsync(subject, cancellationToken);
        return TypedResults.Ok<IReadOnlyList<PersonalSessionOutput>>(
            [.. found.Select(Output).OrderByDescending(session => session.Current).ThenByDescending(session => session.LastSeenAt)]);

        PersonalSessionOutput Output(LoginSession session) => new(
            session.SessionId, session.SessionId == Guid.Parse(subject.SessionId), UserAgentName.Of(session.UserAgent), session.RemoteAddress,
            session.CreatedAt, session.LastSeenAt, [.. session.Clients.Select(id => registrations.FindClient(id)?.DisplayName ?? id)]);
    }

    // Another person's session is 404, as one that never was: whether it exists is not told.
    private static async Task<Results<NoContent, Accepted, NotFound>> EndAsync(
        Guid sid, ClaimsPrincipal user, PersonalSessions personal, CancellationToken cancellationToken) =>
        await personal.EndAsync(SubjectOf(user), sid, cancellationToken) switch
        {
            PublicationOutcome.Published => TypedResults.NoContent(),
            PublicationOutcome.Journalled => TypedResults.Accepted((string?)null),
            _ => TypedResults.NotFound(),
        };

    // Tokens with a sid are people's, and have all three (RFC 9068 section 2.2, OIDC Core section 2).
    private static AuthenticatedSubject SubjectOf(ClaimsPrincipal user) => new(
        user.FindFirstValue("sub")!,
        user.FindFirstValue("sid")!,
        DateTimeOffset.FromUnixTimeSeconds(long.Parse(user.FindFirstValue("auth_time")!, CultureInfo.InvariantCulture)));
}
