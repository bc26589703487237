using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace TokenAspire.Gateway.Bff;

/// <summary>
/// Why a browser's request goes no further than this; the page has words for each <c>reason</c>. What is wrong with its
/// access token is not among them: the verification says that, as it does to everybody.
/// </summary>
internal sealed class BrowserRefusal : IResult
{
    private const int RetryAfterSeconds = 2;

    /// <summary>It may come from another site.</summary>
    public static readonly BrowserRefusal CrossSite = new("cross_site", StatusCodes.Status403Forbidden, $"A request with a session needs the header {AntiForgery.Header}: {AntiForgery.Value} and this site's own page.");

    /// <summary>The cookie is none of this gateway's.</summary>
    public static readonly BrowserRefusal SessionUnknown = new("session_unknown", StatusCodes.Status401Unauthorized, "The session is not known here.");

    /// <summary>The person has to log in again because it has been long enough.</summary>
    public static readonly BrowserRefusal SessionExpired = new("session_expired", StatusCodes.Status401Unauthorized, "The session has expired.");

    /// <summary>The issuer refuses to go on with it.</summary>
    public static readonly BrowserRefusal SessionEnded = new("session_ended", StatusCodes.Status401Unauthorized, "The session has ended.");

    /// <summary>It was revoked; spelt as the verification spells it.</summary>
    public static readonly BrowserRefusal SessionRevoked = new("revoked_session", StatusCodes.Status401Unauthorized, "The session was revoked.");

    /// <summary>Nobody is logged in.</summary>
    public static readonly BrowserRefusal NotLoggedIn = new("not_logged_in", StatusCodes.Status401Unauthorized, "Nobody is logged in.");

    /// <summary>It takes the issuer to go on, and the issuer does not answer.</summary>
    public static readonly BrowserRefusal IssuerUnavailable = new("issuer_unavailable", StatusCodes.Status503ServiceUnavailable, "The issuer does not answer at the moment.");

    private readonly string _title;

    private BrowserRefusal(string reason, int status, string title) => (Reason, Status, _title) = (reason, status, title);

    public string Reason { get; }

    public int Status { get; }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        IHeaderDictionary headers = httpContext.Response.Headers;
        headers[HeaderNames.CacheControl] = "no-store";
        if (Status == StatusCodes.Status401Unauthorized)
        {
            // RFC 9110 section 11.6.1: a 401 names a way in; a session has none that a browser would know by itself.
            headers[HeaderNames.WWWAuthenticate] = "Bearer";
        }
        else if (Status == StatusCodes.Status503ServiceUnavailable)
        {
            headers[HeaderNames.RetryAfter] = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        }

        return TypedResults.Problem(
            statusCode: Status, title: _title, extensions: [new KeyValuePair<string, object?>("reason", Reason)]).ExecuteAsync(httpContext);
    }
}
