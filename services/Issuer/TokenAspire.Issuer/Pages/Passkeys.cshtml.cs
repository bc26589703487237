using System.Buffers.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using TokenAspire.Issuer.Accounts;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Passkeys;

namespace TokenAspire.Issuer.Pages;

/// <summary>
/// A person's passkeys. Whoever changes them has logged in a short while ago: a computer left alone, or a stolen cookie,
/// must not become a way in for good.
/// </summary>
internal sealed class PasskeysModel(ISubjectAuthentication authentication, PasskeyRegistration registration, TimeProvider time)
    : PageModel, IScriptedPage
{
    public const string Path = "/sessions/passkeys";

    private static readonly TimeSpan FreshLogin = TimeSpan.FromMinutes(10);

    private static readonly Dictionary<string, string> Notices = new(StringComparer.Ordinal)
    {
        ["added"] = "Added. You can log in with it from now on.",
        ["removed"] = "Removed. Nobody can log in with it any more.",
        ["failed"] = "That passkey could not be added. Try again.",
    };

    [BindProperty(Name = "notice", SupportsGet = true)]
    public string? Notice { get; set; }

    [BindProperty(Name = "credential")]
    public string? Credential { get; set; }

    [BindProperty(Name = "state")]
    public string? State { get; set; }

    [BindProperty(Name = "id")]
    public string? CredentialId { get; set; }

    public string? NoticeText => Notice is null ? null : Notices.GetValueOrDefault(Notice);

    public IReadOnlyList<UserPasskeyInfo> Passkeys { get; private set; } = [];

    public PasskeyPrompt Prompt { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FindFreshlyLoggedInAsync() is not { } account)
        {
            return Redirect(authentication.LoginUrl(Path));
        }

        Passkeys = await registration.ListAsync(account);
        Prompt = await registration.PromptAsync(HttpContext, account);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken) =>
        await FindFreshlyLoggedInAsync() is { } account
            ? Answer(await registration.AddAsync(HttpContext, account, Credential, State, cancellationToken) ? "added" : "failed")
            : this.SeeOther(authentication.LoginUrl(Path));

    public async Task<IActionResult> OnPostRemoveAsync()
    {
        if (await FindFreshlyLoggedInAsync() is not { } account)
        {
            return this.SeeOther(authentication.LoginUrl(Path));
        }

        await registration.RemoveAsync(account, CredentialId);
        return Answer("removed");
    }

    public static string IdOf(UserPasskeyInfo passkey) => Base64Url.EncodeToString(passkey.CredentialId);

    private async Task<Account?> FindFreshlyLoggedInAsync() =>
        await authentication.AuthenticateAsync(HttpContext) is { } subject && time.GetUtcNow() - subject.AuthenticatedAt < FreshLogin
            ? await registration.FindAsync(subject)
            : null;

    private StatusCodeResult Answer(string notice) => this.SeeOther(Path + "?notice=" + notice);
}
