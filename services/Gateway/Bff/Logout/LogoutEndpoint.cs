using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using TokenAspire.Gateway.Bff.Issuer;
using TokenAspire.Gateway.Bff.Sessions;

namespace TokenAspire.Gateway.Bff.Logout;

/// <summary>Where the page goes after a logout: to the issuer by way of this gateway, or nowhere further.</summary>
internal sealed record LogoutOutput(string Next);

/// <summary>What the browser keeps between the two halves of a logout. The hint is a token: the page may not see it.</summary>
internal sealed record LogoutErrand(string IdTokenHint);

/// <summary>
/// <c>POST /bff/logout</c> revokes, then ends the cookie; its answer's <c>next</c> is where the page goes.
/// <c>GET /bff/logout</c> is that place where the issuer has an end of its own (OIDC RP-Initiated Logout 1.0).
/// </summary>
internal sealed class LogoutEndpoint(
    IssuerMetadata metadata,
    IssuerClient issuer,
    SessionCookie cookie,
    ProtectedCookie<LogoutErrand> errands,
    IOptions<BffOptions> options,
    ILogger<LogoutEndpoint> logger)
{
    public const string Path = "/bff/logout";

    private const string Start = "/";

    public async Task<IResult> HandleAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (!AntiForgery.IsFromOwnPage(context.Request))
        {
            return Refuse(BrowserRefusal.CrossSite);
        }

        if (cookie.Read(context) is not { } session)
        {
            cookie.Delete(context);
            return TypedResults.Ok(new LogoutOutput(Start));
        }

        // Revoked first: a copy of the cookie must not outlive the answer that says it is over.
        if (!await issuer.RevokeAsync(session.RefreshToken))
        {
            return Refuse(BrowserRefusal.IssuerUnavailable);
        }

        cookie.Delete(context);
        Log.LoggedOut(logger);
        if (await EndSessionAsync(context) is null)
        {
            return TypedResults.Ok(new LogoutOutput(Start));
        }

        errands.Write(context, new LogoutErrand(session.IdToken));
        return TypedResults.Ok(new LogoutOutput(Path));
    }

    public async Task<IResult> ContinueAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        LogoutErrand? errand = errands.Take(context);
        return errand is not null && await EndSessionAsync(context) is { } endSession
            ? TypedResults.Redirect(QueryHelpers.AddQueryString(endSession, new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["id_token_hint"] = errand.IdTokenHint,
                ["client_id"] = options.Value.ClientId,
                ["post_logout_redirect_uri"] = options.Value.PublicUrl.TrimEnd('/') + Start,
            }))
            : TypedResults.LocalRedirect(Start);
    }

    private async Task<string?> EndSessionAsync(HttpContext context) =>
        await metadata.FindAsync(context.RequestAborted) is { EndSessionEndpoint: { Length: > 0 } endpoint } ? endpoint : null;

    private BrowserRefusal Refuse(BrowserRefusal refusal)
    {
        Log.Refused(logger, refusal.Reason);
        return refusal;
    }
}
