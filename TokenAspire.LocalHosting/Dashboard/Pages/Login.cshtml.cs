using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using TokenAspire.LocalHosting.Dashboard.Access;

namespace TokenAspire.LocalHosting.Dashboard.Pages;

/// <summary>Exchanges the token of the printed address for a session. Cross-site posts are refused by their Origin.</summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
internal sealed class LoginModel(LoginTokens tokens, Sessions sessions) : PageModel
{
    public bool HasFailed { get; private set; }

    public string ReturnUrl { get; private set; } = "/";

    public IActionResult OnGet(string? t, string? returnUrl)
    {
        ReturnUrl = LocalPath(returnUrl);
        if (t is null)
        {
            return Page();
        }

        // A browser that fetches ahead what may be opened next must not use the token up.
        return Request.Headers["Sec-Purpose"].ToString().Contains("prefetch", StringComparison.Ordinal)
            ? StatusCode(StatusCodes.Status503ServiceUnavailable)
            : LogIn(t);
    }

    public IActionResult OnPost(string? t, string? returnUrl)
    {
        ReturnUrl = LocalPath(returnUrl);
        return LogIn(t);
    }

    private IActionResult LogIn(string? token)
    {
        if (!tokens.TryUse(token))
        {
            HasFailed = true;
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Page();
        }

        sessions.Begin(HttpContext);
        return LocalRedirect(ReturnUrl);
    }

    /// <summary>Only a path of this dashboard: <c>//host</c> and <c>/\host</c> name another.</summary>
    private string LocalPath(string? path) => Url.IsLocalUrl(path) ? path! : "/";
}
