using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using TokenAspire.Issuer.Accounts;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Passkeys;
using TokenAspire.Issuer.Sessions;

namespace TokenAspire.Issuer.Pages;

/// <summary>The login form, by password or by passkey. Each login starts a new session, whatever cookie came with the request.</summary>
internal sealed class LoginModel(
    PasswordLogin login,
    PasskeyLogin passkeys,
    LoginLimiter limiter,
    PostgresLoginSessions sessions,
    IRegistrations registrations,
    TimeProvider time) : PageModel, IFormTargets, IScriptedPage
{
    // Where to, when somebody opened the page by hand, or tries to lead a person elsewhere.
    private const string WrongReturnUrl = "/error?error=invalid_request";

    [BindProperty(Name = "returnUrl", SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    [BindProperty(Name = "username")]
    public string? UserName { get; set; }

    [BindProperty(Name = "password")]
    public string? Password { get; set; }

    [BindProperty(Name = "credential")]
    public string? Credential { get; set; }

    [BindProperty(Name = "state")]
    public string? State { get; set; }

    public bool Failed { get; private set; }

    /// <summary>Whether this address has to wait.</summary>
    public bool Limited { get; private set; }

    /// <summary>What the page asks an authenticator.</summary>
    public PasskeyPrompt Prompt { get; private set; } = null!;

    /// <summary>What the person logs in for.</summary>
    public string? ClientName => Client?.DisplayName;

    public IEnumerable<string> FormTargets => AuthorizeReturnUrl.Origins(Client);

    private ClientRegistration? Client =>
        AuthorizeReturnUrl.IsValid(ReturnUrl) ? AuthorizeReturnUrl.FindClient(ReturnUrl!, registrations) : null;

    public async Task<IActionResult> OnGetAsync() =>
        AuthorizeReturnUrl.IsValid(ReturnUrl) ? await ShowAsync() : Redirect(WrongReturnUrl);

    public Task<IActionResult> OnPostAsync(CancellationToken cancellationToken) =>
        LogInAsync(() => login.AuthenticateAsync(UserName, Password, cancellationToken), cancellationToken);

    public Task<IActionResult> OnPostPasskeyAsync(CancellationToken cancellationToken) =>
        LogInAsync(() => passkeys.AuthenticateAsync(HttpContext, Credential, State, cancellationToken), cancellationToken);

    private async Task<IActionResult> LogInAsync(Func<Task<Account?>> authenticate, CancellationToken cancellationToken)
    {
        if (!AuthorizeReturnUrl.IsValid(ReturnUrl))
        {
            return this.SeeOther(WrongReturnUrl);
        }

        if (limiter.WaitFor(HttpContext.Connection.RemoteIpAddress) is { } wait)
        {
            login.Limited();
            return await RefuseAsync(wait);
        }

        Account? account = await authenticate();
        if (account is null)
        {
            limiter.Failed(HttpContext.Connection.RemoteIpAddress);
            Failed = true;
            return await ShowAsync();
        }

        Guid sessionId = await sessions.StartAsync(
            account.Id, Request.Headers.UserAgent.ToString(), HttpContext.Connection.RemoteIpAddress?.ToString(), cancellationToken);
        AuthenticatedSubject subject = new(account.Id.ToString(), sessionId.ToString(), time.GetUtcNow());
        await HttpContext.SignInAsync(LoginCookie.Scheme, LoginCookie.CreatePrincipal(subject));

        return this.SeeOther(ReturnUrl!);
    }

    // RFC 6585 4.
    private async Task<PageResult> RefuseAsync(TimeSpan wait)
    {
        Limited = true;
        PageResult page = await ShowAsync();
        page.StatusCode = StatusCodes.Status429TooManyRequests;
        Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return page;
    }

    private async Task<PageResult> ShowAsync()
    {
        Prompt = await passkeys.PromptAsync(HttpContext);
        return Page();
    }
}
