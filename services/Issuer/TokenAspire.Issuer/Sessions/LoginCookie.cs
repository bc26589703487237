using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts.Subjects;

namespace TokenAspire.Issuer.Sessions;

/// <summary>The encrypted cookie that names a login session, and what is in it.</summary>
internal static class LoginCookie
{
    public const string Scheme = "LoginSession";

    // The prefix makes browsers insist on Secure, Path=/ and no Domain (RFC 6265bis 4.1.3.2).
    public const string Name = "__Host-issuer-session";

    private const string SubjectClaim = "sub";
    private const string SessionClaim = "sid";
    private const string AuthenticatedAtClaim = "auth_time";

    public static ClaimsPrincipal CreatePrincipal(AuthenticatedSubject subject) => new(new ClaimsIdentity(
        [
            new Claim(SubjectClaim, subject.SubjectId),
            new Claim(SessionClaim, subject.SessionId),
            new Claim(AuthenticatedAtClaim, subject.AuthenticatedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        ],
        Scheme));

    public static AuthenticatedSubject? ReadPrincipal(ClaimsPrincipal? principal) =>
        principal?.FindFirstValue(SubjectClaim) is { } subject
        && principal.FindFirstValue(SessionClaim) is { } session
        && long.TryParse(principal.FindFirstValue(AuthenticatedAtClaim), NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
            ? new AuthenticatedSubject(subject, session, DateTimeOffset.FromUnixTimeSeconds(seconds))
            : null;
}

/// <summary>Looks at the session behind each cookie: one that was ended is no login any more, on every issuer at once.</summary>
internal sealed class LoginCookieEvents(PostgresLoginSessions sessions) : CookieAuthenticationEvents
{
    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        AuthenticatedSubject? subject = LoginCookie.ReadPrincipal(context.Principal);
        if (subject is null
            || !Guid.TryParse(subject.SessionId, out Guid sessionId)
            || !await sessions.IsLiveAsync(sessionId, context.HttpContext.RequestAborted))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(LoginCookie.Scheme);
        }
    }
}

/// <summary>The cookie's settings.</summary>
internal sealed class LoginCookieOptions(IOptions<LoginSessionOptions> sessions, TimeProvider time) : IConfigureNamedOptions<CookieAuthenticationOptions>
{
    public void Configure(CookieAuthenticationOptions options) => Configure(LoginCookie.Scheme, options);

    public void Configure(string? name, CookieAuthenticationOptions options)
    {
        if (name != LoginCookie.Scheme)
        {
            return;
        }

        options.Cookie.Name = LoginCookie.Name;
        options.Cookie.HttpOnly = true;
        options.Cookie.SecurePolicy = CookieSecurePolicy.Always;

        // Lax: an authorize request is a navigation from another site.
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.Path = "/";
        options.ExpireTimeSpan = sessions.Value.Lifetime;
        options.SlidingExpiration = false;
        options.EventsType = typeof(LoginCookieEvents);
        options.TimeProvider = time;
    }
}
