using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Sessions;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Pages;

/// <summary>Shows a person where they are logged in, and ends what they do not recognise: at once, everywhere.</summary>
internal sealed class SessionsModel(
    ISubjectAuthentication authentication, PersonalSessions personal, IRegistrations registrations) : PageModel
{
    public const string Path = "/sessions";

    // What the query can make the page say: it chooses among these and never brings words of its own.
    private static readonly Dictionary<string, string> Notices = new(StringComparer.Ordinal)
    {
        ["ended"] = "Ended. Nothing that was issued there is accepted any more.",
        ["pending"] = "Ended. Some services cannot be reached just now and will know as soon as they can.",
        ["gone"] = "That session had ended already.",
    };

    [BindProperty(Name = "notice", SupportsGet = true)]
    public string? Notice { get; set; }

    [BindProperty(Name = "sid")]
    public string? SessionId { get; set; }

    public IReadOnlyList<LoginSession> Sessions { get; private set; } = [];

    public string? NoticeText => Notice is null ? null : Notices.GetValueOrDefault(Notice);

    private Guid CurrentId { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await authentication.AuthenticateAsync(HttpContext) is not { } subject)
        {
            return Redirect(authentication.LoginUrl(Path));
        }

        CurrentId = Guid.Parse(subject.SessionId);
        Sessions = [.. (await personal.ListAsync(subject, cancellationToken)).OrderByDescending(IsCurrent).ThenByDescending(session => session.LastSeenAt)];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await authentication.AuthenticateAsync(HttpContext) is not { } subject)
        {
            return this.SeeOther(authentication.LoginUrl(Path));
        }

        return Answer(Guid.TryParse(SessionId, out Guid sessionId) ? await personal.EndAsync(subject, sessionId, cancellationToken) : null);
    }

    public async Task<IActionResult> OnPostOthersAsync(CancellationToken cancellationToken) =>
        await authentication.AuthenticateAsync(HttpContext) is { } subject
            ? Answer(await personal.EndOthersAsync(subject, cancellationToken))
            : this.SeeOther(authentication.LoginUrl(Path));

    public bool IsCurrent(LoginSession session) => session.SessionId == CurrentId;

    /// <summary>The clients that hold a grant in a session, by the names people know.</summary>
    public string ClientNames(LoginSession session) =>
        string.Join(", ", session.Clients.Select(id => registrations.FindClient(id)?.DisplayName ?? id));

    public static string Iso(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Words(DateTimeOffset time) => time.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private StatusCodeResult Answer(PublicationOutcome? outcome) => this.SeeOther(Path + "?notice=" + outcome switch
    {
        PublicationOutcome.Published => "ended",
        PublicationOutcome.Journalled => "pending",
        _ => "gone",
    });
}
