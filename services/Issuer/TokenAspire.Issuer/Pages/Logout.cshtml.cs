using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using TokenAspire.Issuer.Contracts.Logout;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Contracts.Subjects;

namespace TokenAspire.Issuer.Pages;

/// <summary>Asks whether to log out, where nothing proves that the person wants to.</summary>
internal sealed class LogoutModel(ISubjectAuthentication authentication, ISessionTermination sessions, IRegistrations registrations)
    : PageModel, IFormTargets
{
    private const string WrongReturnUrl = "/error?error=invalid_request";

    [BindProperty(Name = "returnUrl", SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>Who asks for it.</summary>
    public string? ClientName => Client?.DisplayName;

    public IEnumerable<string> FormTargets => AuthorizeReturnUrl.Origins(Client?.PostLogoutRedirectUris ?? []);

    private ClientRegistration? Client =>
        ReturnUrl is not null && EndSessionReturnUrl.IsValid(ReturnUrl) ? EndSessionReturnUrl.FindClient(ReturnUrl, registrations) : null;

    public async Task<IActionResult> OnGetAsync()
    {
        ReturnUrl ??= EndSessionReturnUrl.Default;
        if (!EndSessionReturnUrl.IsValid(ReturnUrl))
        {
            return Redirect(WrongReturnUrl);
        }

        return await authentication.AuthenticateAsync(HttpContext) is null ? Redirect(ReturnUrl) : Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (ReturnUrl is null || !EndSessionReturnUrl.IsValid(ReturnUrl))
        {
            return this.SeeOther(WrongReturnUrl);
        }

        if (await authentication.AuthenticateAsync(HttpContext) is AuthenticatedSubject subject)
        {
            await sessions.EndAsync(HttpContext, subject.SessionId, subject.SubjectId, cancellationToken);
        }

        return this.SeeOther(ReturnUrl);
    }
}
