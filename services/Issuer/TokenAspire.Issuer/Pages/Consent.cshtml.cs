using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using TokenAspire.Issuer.Consents;
using TokenAspire.Issuer.Contracts.Audit;
using TokenAspire.Issuer.Contracts.Interaction;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Contracts.Subjects;

namespace TokenAspire.Issuer.Pages;

/// <summary>Asks a person whether a client may have what it wants.</summary>
internal sealed class ConsentModel(
    ISubjectAuthentication authentication,
    IAuthorizeInteraction interaction,
    PostgresConsentStore consents,
    IRegistrations registrations,
    IAuditLog audit,
    ILogger<ConsentModel> logger) : PageModel, IFormTargets
{
    private const string WrongReturnUrl = "/error?error=invalid_request";

    [BindProperty(Name = "returnUrl", SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    [BindProperty(Name = "decision")]
    public string? Decision { get; set; }

    public AuthorizeInquiry? Inquiry { get; private set; }

    public IEnumerable<string> ScopeDescriptions => (Inquiry?.Scopes ?? []).Select(scope => ScopeTexts.Of(scope, registrations));

    public IEnumerable<string> FormTargets => AuthorizeReturnUrl.Origins(Inquiry?.Client.RedirectUris ?? []);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await FindAsync(cancellationToken))
        {
            return Redirect(WrongReturnUrl);
        }

        return await authentication.AuthenticateAsync(HttpContext) is null ? Redirect(authentication.LoginUrl(ReturnUrl!)) : Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await FindAsync(cancellationToken))
        {
            return this.SeeOther(WrongReturnUrl);
        }

        if (await authentication.AuthenticateAsync(HttpContext) is not AuthenticatedSubject subject)
        {
            return this.SeeOther(authentication.LoginUrl(ReturnUrl!));
        }

        string clientId = Inquiry!.Client.ClientId;
        bool allows = Decision == "allow";
        if (allows)
        {
            await consents.GiveAsync(subject.SubjectId, clientId, Inquiry.Scopes, cancellationToken);
            Log.Given(logger, subject.SubjectId, clientId);
        }
        else
        {
            Log.Denied(logger, subject.SubjectId, clientId);
        }

        audit.Write(new AuditEvent(AuditEvents.Consent, allows ? "given" : "denied")
        {
            Actor = subject.SubjectId, SubjectId = subject.SubjectId, ClientId = clientId, SessionId = subject.SessionId,
            Detail = string.Join(' ', Inquiry.Scopes),
        });
        return this.SeeOther(allows ? ReturnUrl! : interaction.Denied(ReturnUrl!));
    }

    private async Task<bool> FindAsync(CancellationToken cancellationToken)
    {
        Inquiry = AuthorizeReturnUrl.IsValid(ReturnUrl) ? await interaction.FindAsync(ReturnUrl!, cancellationToken) : null;
        return Inquiry is not null;
    }
}
