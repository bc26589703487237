using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using TokenAspire.Issuer.Accounts;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Devices;
using TokenAspire.Issuer.Sessions;

namespace TokenAspire.Issuer.Pages;

/// <summary>What the ways to log in have in common. Each login starts a new session, whatever cookie came with the request.</summary>
internal abstract class LoginPage(
    LoginLimiter limiter, PostgresLoginSessions sessions, KnownDevices devices, IRegistrations registrations, TimeProvider time)
    : PageModel, IFormTargets
{
    // Where to, when somebody opened the page by hand, or tries to lead a person elsewhere.
    private const string WrongReturnUrl = "/error?error=invalid_request";

    [BindProperty(Name = "returnUrl", SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public bool Failed { get; private set; }

    /// <summary>Whether this address has to wait.</summary>
    public bool Limited { get; private set; }

    /// <summary>What the person logs in for.</summary>
    public string? ClientName => Client?.DisplayName;

    public IEnumerable<string> FormTargets => AuthorizeReturnUrl.Origins(Client?.RedirectUris ?? []);

    private ClientRegistration? Client =>
        AuthorizeReturnUrl.IsValid(ReturnUrl) ? AuthorizeReturnUrl.FindClient(ReturnUrl!, registrations) : null;

    public async Task<IActionResult> OnGetAsync() =>
        AuthorizeReturnUrl.IsValid(ReturnUrl) ? await ShowAsync() : Redirect(WrongReturnUrl);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!AuthorizeReturnUrl.IsValid(ReturnUrl))
        {
            return this.SeeOther(WrongReturnUrl);
        }

        if (await limiter.EnterAsync(HttpContext.Connection.RemoteIpAddress, cancellationToken) is { } wait)
        {
            return await RefuseAsync(wait);
        }

        Account? account = await AttemptAsync(cancellationToken);
        if (account is null)
        {
            Failed = true;
            return await ShowAsync();
        }

        Guid sessionId = await sessions.StartAsync(
            account.Id, Request.Headers.UserAgent.ToString(), HttpContext.Connection.RemoteIpAddress?.ToString(), cancellationToken);
        await devices.BindAsync(HttpContext, account.Id, sessionId, cancellationToken);
        AuthenticatedSubject subject = new(account.Id.ToString(), sessionId.ToString(), time.GetUtcNow());
        await HttpContext.SignInAsync(LoginCookie.Scheme, LoginCookie.CreatePrincipal(subject));

        return this.SeeOther(ReturnUrl!);
    }

    /// <summary>Who sent the form; null where that is not proven.</summary>
    protected abstract Task<Account?> AuthenticateAsync(CancellationToken cancellationToken);

    /// <summary>The page, with what it needs.</summary>
    protected virtual Task<PageResult> ShowAsync() => Task.FromResult(Page());

    private async Task<Account?> AttemptAsync(CancellationToken cancellationToken)
    {
        bool hasFailed = false;
        try
        {
            Account? account = await AuthenticateAsync(cancellationToken);
            hasFailed = account is null;
            return account;
        }
        catch (OperationCanceledException)
        {
            // Whoever hangs up before the answer has had a guess all the same.
            hasFailed = true;
            throw;
        }
        finally
        {
            limiter.Leave(HttpContext.Connection.RemoteIpAddress, hasFailed);
        }
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
}
