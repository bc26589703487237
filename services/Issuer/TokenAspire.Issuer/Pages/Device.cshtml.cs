using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using TokenAspire.Issuer.Contracts.Audit;
using TokenAspire.Issuer.Contracts.DeviceAuthorizations;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.DeviceAuthorizations;

namespace TokenAspire.Issuer.Pages;

/// <summary>Connects a device (RFC 8628 3.3): asks for its code, shows what it wants, and asks again before it gets it.</summary>
internal sealed class DeviceModel(
    ISubjectAuthentication authentication,
    IDeviceAuthorizationStore devices,
    UserCodeLimiter limiter,
    IRegistrations registrations,
    IAuditLog audit,
    ILogger<DeviceModel> logger) : PageModel
{
    public const string Path = "/device";

    /// <summary>What the page shows.</summary>
    public enum Step
    {
        Enter,
        Confirm,
        Approved,
        Denied,
    }

    [BindProperty(Name = "user_code", SupportsGet = true)]
    public string? UserCode { get; set; }

    [BindProperty(Name = "decision")]
    public string? Decision { get; set; }

    public Step Current { get; private set; }

    /// <summary>Why the code is asked for again; null at first.</summary>
    public string? Failure { get; private set; }

    public string? ClientName { get; private set; }

    public IReadOnlyList<string> ScopeDescriptions { get; private set; } = [];

    // RFC 8628 3.3.1: a code that came with the link is filled in and still has to be compared and sent.
    public async Task<IActionResult> OnGetAsync()
    {
        UserCode = Typed?.Display();
        return await authentication.AuthenticateAsync(HttpContext) is null ? Redirect(authentication.LoginUrl(Here)) : Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await authentication.AuthenticateAsync(HttpContext) is not AuthenticatedSubject subject)
        {
            return this.SeeOther(authentication.LoginUrl(Here));
        }

        if (!limiter.TryTake(subject.SessionId, HttpContext.Connection.RemoteIpAddress))
        {
            Log.TooManyTries(logger, subject.SubjectId);
            PageResult page = Again("Too many codes were tried. Wait a few minutes.");
            page.StatusCode = StatusCodes.Status429TooManyRequests;
            return page;
        }

        if (Typed is not UserCode code
            || await devices.FindPendingAsync(code.Hash(), cancellationToken) is not DeviceAuthorization asked
            || registrations.FindClient(asked.ClientId) is not ClientRegistration client)
        {
            return Wrong(subject);
        }

        return Decision is null ? Ask(code, client, asked) : await DecideAsync(subject, code, client, asked, cancellationToken);
    }

    private string Here => UserCode is null ? Path : $"{Path}?user_code={UserCode}";

    private UserCode? Typed => Contracts.DeviceAuthorizations.UserCode.TryParse(UserCode);

    private PageResult Ask(UserCode code, ClientRegistration client, DeviceAuthorization asked)
    {
        Current = Step.Confirm;
        UserCode = code.Display();
        ClientName = client.DisplayName;
        ScopeDescriptions = [.. asked.Scopes.Select(scope => ScopeTexts.Of(scope, registrations))];
        return Page();
    }

    private async Task<IActionResult> DecideAsync(
        AuthenticatedSubject subject, UserCode code, ClientRegistration client, DeviceAuthorization asked, CancellationToken cancellationToken)
    {
        bool approves = Decision == "approve";
        bool decided = approves
            ? await devices.ApproveAsync(code.Hash(), subject, client.RequiresConsent, cancellationToken)
            : await devices.DenyAsync(code.Hash(), cancellationToken);
        if (!decided)
        {
            return Wrong(subject);
        }

        audit.Write(new AuditEvent(AuditEvents.Consent, approves ? "given" : "denied")
        {
            Actor = subject.SubjectId, SubjectId = subject.SubjectId, ClientId = client.ClientId, SessionId = subject.SessionId,
            Detail = "device " + string.Join(' ', asked.Scopes),
        });
        if (approves)
        {
            Log.Approved(logger, subject.SubjectId, client.ClientId);
        }
        else
        {
            Log.Denied(logger, subject.SubjectId, client.ClientId);
        }

        ClientName = client.DisplayName;
        Current = approves ? Step.Approved : Step.Denied;
        return Page();
    }

    private PageResult Wrong(AuthenticatedSubject subject)
    {
        Log.WrongUserCode(logger, subject.SubjectId);
        return Again("That code is wrong, used or too old. Compare it with your device, or ask the device for a new one.");
    }

    private PageResult Again(string failure)
    {
        Failure = failure;
        UserCode = Typed?.Display();
        return Page();
    }
}
