using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using TokenAspire.Issuer.Accounts;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Devices;
using TokenAspire.Issuer.Passkeys;
using TokenAspire.Issuer.Sessions;

namespace TokenAspire.Issuer.Pages;

/// <summary>Logging in with a passkey. A page of its own, so that the one that takes passwords allows no script at all.</summary>
internal sealed class LoginPasskeyModel(
    PasskeyLogin login,
    LoginLimiter limiter,
    PostgresLoginSessions sessions,
    KnownDevices devices,
    IRegistrations registrations,
    TimeProvider time) : LoginPage(limiter, sessions, devices, registrations, time), IScriptedPage
{
    [BindProperty(Name = "credential")]
    public string? Credential { get; set; }

    [BindProperty(Name = "state")]
    public string? State { get; set; }

    /// <summary>What the page asks an authenticator.</summary>
    public PasskeyPrompt Prompt { get; private set; } = null!;

    protected override Task<Account?> AuthenticateAsync(CancellationToken cancellationToken) =>
        login.AuthenticateAsync(HttpContext, Credential, State, cancellationToken);

    protected override async Task<PageResult> ShowAsync()
    {
        Prompt = await login.PromptAsync(HttpContext);
        return await base.ShowAsync();
    }
}
