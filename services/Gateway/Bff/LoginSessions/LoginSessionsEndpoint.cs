using System.Net;
using TokenAspire.Gateway.Bff.Sessions;
using TokenAspire.Propagation;

namespace TokenAspire.Gateway.Bff.LoginSessions;

/// <summary>A login session of the person as the issuer tells it, and as the page shows it.</summary>
/// <param name="Sid">What <c>DELETE /bff/sessions/{sid}</c> names it by.</param>
/// <param name="Current">Whether it is the one of this browser.</param>
/// <param name="Device">Browser and system in words; the browser's own claim.</param>
/// <param name="Address">Where the person logged in from; null where it is unknown.</param>
/// <param name="CreatedAt">When they logged in.</param>
/// <param name="LastSeenAt">When it was last used, to the minute.</param>
/// <param name="Applications">What was granted something in it, by the names people know.</param>
internal sealed record LoginSessionOutput(
    Guid Sid, bool Current, string Device, string? Address, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt, IReadOnlyList<string> Applications);

/// <summary>
/// <c>GET /bff/sessions</c>: where the person is logged in, this browser first. <c>DELETE /bff/sessions/{sid}</c>: ends
/// one. It is the issuer that knows both and decides; the browser's cookie stays, so that its next call says why it fails.
/// </summary>
internal sealed class LoginSessionsEndpoint(LoginSessionsClient issuer, EndedSessions ended, ILogger<LoginSessionsEndpoint> logger)
{
    public const string Path = "/bff/sessions";

    public async Task<IResult> ListAsync(HttpContext context)
    {
        if (context.Features.Get<BrowserSession>() is not { } session)
        {
            return BrowserRefusal.NotLoggedIn;
        }

        DownstreamAnswer<IReadOnlyList<LoginSessionOutput>> answer = await issuer.ListAsync(session, context.RequestAborted);
        return answer.Value is { } sessions
            ? TypedResults.Json(sessions, BffJson.Default.IReadOnlyListLoginSessionOutput)
            : Refuse(answer.Refusal ?? DownstreamRefusal.Unintelligible);
    }

    public async Task<IResult> EndAsync(Guid sid, HttpContext context)
    {
        if (context.Features.Get<BrowserSession>() is not { } session)
        {
            return BrowserRefusal.NotLoggedIn;
        }

        DownstreamAnswer<HttpStatusCode> answer = await issuer.EndAsync(session, sid, context.RequestAborted);
        if (answer.Refusal is { Status: HttpStatusCode.NotFound })
        {
            return TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, title: "You have no such session, or it has ended already.");
        }

        if (answer.Refusal is { } refusal)
        {
            return Refuse(refusal);
        }

        // The issuer's word: this replica need not wait for the revocation stream.
        ended.Add(sid.ToString());
        Log.SessionEnded(logger);
        return TypedResults.StatusCode((int)answer.Value);
    }

    // A refusal of the token is told as it is; whatever else is wrong there is nothing that a browser could mend.
    private IResult Refuse(DownstreamRefusal refusal)
    {
        if (refusal is { Reason: not null } or { Status: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden })
        {
            return refusal.ToResult();
        }

        Log.SessionsUnanswered(logger, (int)refusal.Status);
        return BrowserRefusal.IssuerUnavailable;
    }
}
