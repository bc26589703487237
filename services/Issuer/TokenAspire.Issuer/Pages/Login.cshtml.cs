using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using TokenAspire.Issuer.Accounts;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Devices;
using TokenAspire.Issuer.Sessions;

namespace TokenAspire.Issuer.Pages;

/// <summary>The login form. Each login starts a new session, whatever cookie came with the request.</summary>
internal sealed class LoginModel(
    PasswordLogin login, PostgresLoginSessions sessions, KnownDevices devices, IRegistrations registrations, TimeProvider time)
    : PageModel, IFormTargets
{
    // Where to, when somebody opened the page by hand, or tries to lead a person elsewhere.
    private const string WrongReturnUrl = "/error?error=invalid_request";

    [BindProperty(Name = "returnUrl", SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    [BindProperty(Name = "username")]
    public string? UserName { get; set; }

    [BindProperty(Name = "password")]
    public string? Password { get; set; }

    public bool Failed { get; private set; }

    /// <summary>What the person logs in for.</summary>
    public string? ClientName => Client?.DisplayName;

    public IEnumerable<string> FormTargets => AuthorizeReturnUrl.Origins(Client);

    private ClientRegistration? Client =>
        AuthorizeReturnUrl.IsValid(ReturnUrl) ? AuthorizeReturnUrl.FindClient(ReturnUrl!, registrations) : null;

    public IActionResult OnGet() => AuthorizeReturnUrl.IsValid(ReturnUrl) ? Page() : Redirect(WrongReturnUrl);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!AuthorizeReturnUrl.IsValid(ReturnUrl))
        {
            return SeeOther(WrongReturnUrl);
        }

        Account? account = await login.AuthenticateAsync(UserName, Password, cancellationToken);
        if (account is null)
        {
            Failed = true;
            return Page();
        }

        Guid sessionId = await sessions.StartAsync(
            account.Id, Request.Headers.UserAgent.ToString(), HttpContext.Connection.RemoteIpAddress?.ToString(), cancellationToken);
        await devices.BindAsync(HttpContext, account.Id, sessionId, cancellationToken);
        AuthenticatedSubject subject = new(account.Id.ToString(), sessionId.ToString(), time.GetUtcNow());
        await HttpContext.SignInAsync(LoginCookie.Scheme, LoginCookie.CreatePrincipal(subject));

        return SeeOther(ReturnUrl!);
    }

    // RFC 9700 4.12: 303, so that the browser does not repeat the password to the next address.
    private StatusCodeResult SeeOther(string address)
    {
        Response.Headers.Location = address;
        return StatusCode(StatusCodes.Status303SeeOther);
    }
}
