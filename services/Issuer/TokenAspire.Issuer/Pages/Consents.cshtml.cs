using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using TokenAspire.Issuer.Consents;
using TokenAspire.Issuer.Contracts.Audit;
using TokenAspire.Issuer.Contracts.Consents;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Pages;

/// <summary>Shows a person what they allowed, and takes it back: at once, everywhere.</summary>
internal sealed class ConsentsModel(
    ISubjectAuthentication authentication,
    PostgresConsentStore consents,
    IRevocationPublisher revocations,
    IRegistrations registrations,
    IAuditLog audit,
    ILogger<ConsentsModel> logger) : PageModel
{
    public const string Path = "/consents";

    private const int LongestClientId = 100;

    [BindProperty(Name = "client_id")]
    public string? ClientId { get; set; }

    public IReadOnlyList<Consent> Given { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await authentication.AuthenticateAsync(HttpContext) is not AuthenticatedSubject subject)
        {
            return Redirect(authentication.LoginUrl(Path));
        }

        Given = await consents.ListAsync(subject.SubjectId, cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await authentication.AuthenticateAsync(HttpContext) is not AuthenticatedSubject subject)
        {
            return this.SeeOther(authentication.LoginUrl(Path));
        }

        if (ClientId is { Length: > 0 and <= LongestClientId } clientId && !clientId.Any(char.IsControl)
            && await consents.WithdrawAsync(subject.SubjectId, clientId, cancellationToken))
        {
            PublicationOutcome outcome = await revocations.PublishPendingAsync(CancellationToken.None);
            audit.Write(new AuditEvent(AuditEvents.Consent, "withdrawn")
            {
                Actor = subject.SubjectId, SubjectId = subject.SubjectId, ClientId = clientId, SessionId = subject.SessionId,
            });
            Log.Withdrawn(logger, subject.SubjectId, clientId, outcome.ToString());
        }

        return this.SeeOther(Path);
    }

    public string ClientName(Consent consent) => registrations.FindClient(consent.ClientId)?.DisplayName ?? consent.ClientId;

    public IEnumerable<string> ScopeDescriptions(Consent consent) =>
        consent.Scopes.Order(StringComparer.Ordinal).Select(scope => ScopeTexts.Of(scope, registrations));
}
