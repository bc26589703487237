using System.Diagnostics;
using TokenAspire.Gateway.Bff.Issuer;
using TokenAspire.Revocation;

namespace TokenAspire.Gateway.Bff.Sessions;

/// <summary>Marks an endpoint outside of <c>/api</c> that a session opens.</summary>
internal sealed class UsesSession
{
    public static readonly UsesSession Instance = new();
}

/// <summary>
/// Turns a request with a session cookie into one with the session's access token, in front of the verification, which then
/// decides about it as about any other. Requests without the cookie pass untouched.
/// </summary>
internal sealed class SessionMiddleware(
    RequestDelegate next,
    SessionCookie cookie,
    SessionRefresher refresher,
    EndedSessions ended,
    IRevocationReplica revocations,
    TimeProvider time,
    ILogger<SessionMiddleware> logger)
{
    private static readonly PathString Api = "/api";

    // While the access token is good the issuer may take its time, but not the person's.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public Task InvokeAsync(HttpContext context) =>
        SessionCookie.IsPresent(context.Request) && (context.Request.Path.StartsWithSegments(Api, StringComparison.OrdinalIgnoreCase) || context.GetEndpoint()?.Metadata.GetMetadata<UsesSession>() is not null)
            ? ExchangeAsync(context)
            : next(context);

    private async Task ExchangeAsync(HttpContext context)
    {
        // Whoever sends the cookie is its session and nobody else.
        context.Request.Headers.Authorization = default;
        context.Request.Headers.Remove("DPoP");
        TellTrace(context.Response);
        context.Response.OnStarting(KeepNowhere, context.Response);
        if (!AntiForgery.IsFromOwnPage(context.Request))
        {
            await RefuseAsync(context, BrowserRefusal.CrossSite);
            return;
        }

        (BrowserSession? session, BrowserRefusal? refusal) = await DecideAsync(context);
        if (refusal is not null)
        {
            await RefuseAsync(context, refusal);
            return;
        }

        context.Request.Headers.Authorization = session!.Authorization;
        context.Features.Set(session);
        await next(context);
    }

    private async ValueTask<(BrowserSession? Session, BrowserRefusal? Refusal)> DecideAsync(HttpContext context)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (cookie.Read(context) is not { } session)
        {
            return (null, BrowserRefusal.SessionUnknown);
        }

        if (session.ExpiresAt <= now)
        {
            return (null, BrowserRefusal.SessionExpired);
        }

        if (revocations.Check(session.Identity) != RevocationVerdict.NotRevoked)
        {
            // The verification refuses the token, counts it and says why; it could not for one that has expired meanwhile.
            cookie.Delete(context);
            return session.AccessTokenExpiresAt > now ? (session, null) : (null, BrowserRefusal.SessionRevoked);
        }

        if (ended.Contains(session.SessionId))
        {
            return (null, BrowserRefusal.SessionRevoked);
        }

        return session.RefreshDueAt > now ? (session, null) : await RefreshAsync(context, session, now);
    }

    private async Task<(BrowserSession? Session, BrowserRefusal? Refusal)> RefreshAsync(HttpContext context, BrowserSession session, DateTimeOffset now)
    {
        bool isGood = session.AccessTokenExpiresAt > now;
        Task<RefreshResult> refresh = refresher.RefreshAsync(session);
        if (isGood && await Task.WhenAny(refresh, Task.Delay(Patience, time, context.RequestAborted)) != refresh)
        {
            return (session, null);
        }

        RefreshResult result = await refresh.WaitAsync(context.RequestAborted);
        switch (result)
        {
            case { Session: { } successor }:
                cookie.Write(context, successor);
                return (successor, null);

            case { Outcome: TokenOutcome.Refused }:
                bool isRevoked = revocations.Check(session.Identity) != RevocationVerdict.NotRevoked;
                return (null, isRevoked ? BrowserRefusal.SessionRevoked : BrowserRefusal.SessionEnded);

            default:
                return isGood ? (session, null) : (null, BrowserRefusal.IssuerUnavailable);
        }
    }

    private Task RefuseAsync(HttpContext context, BrowserRefusal refusal)
    {
        Log.Refused(logger, refusal.Reason);
        if (refusal.Status == StatusCodes.Status401Unauthorized)
        {
            cookie.Delete(context);
        }

        return refusal.ExecuteAsync(context);
    }

    // RFC 9111 section 3.5 has shared caches keep no answer to an Authorization; they saw none. Said last, over the service:
    // the answer may carry the session's next cookie.
    private static Task KeepNowhere(object response)
    {
        ((HttpResponse)response).Headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }

    // W3C Trace Context Level 2: so that the page can name the trace of its request.
    private static void TellTrace(HttpResponse response)
    {
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
        {
            response.Headers["traceresponse"] = activity.Id;
        }
    }
}
