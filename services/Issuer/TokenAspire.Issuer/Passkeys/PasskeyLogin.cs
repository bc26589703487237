using Microsoft.AspNetCore.Identity;
using TokenAspire.Issuer.Accounts;
using TokenAspire.Issuer.Contracts.Audit;
using TokenAspire.Issuer.Contracts.Telemetry;

namespace TokenAspire.Issuer.Passkeys;

/// <summary>
/// Logs people in by an assertion of their authenticator (WebAuthn 7.2). A lockout after wrong passwords does not stop
/// it: there is nothing to guess here, and so nobody else can lock its owner out.
/// </summary>
internal sealed class PasskeyLogin(
    IPasskeyHandler<Account> handler,
    UserManager<Account> accounts,
    PasskeyCeremony ceremony,
    IAuditLog audit,
    IssuerMetrics metrics,
    ILogger<PasskeyLogin> logger)
{
    private const string Purpose = "login";

    /// <summary>Asks for any passkey of this issuer: whose it is, the authenticator tells.</summary>
    public async Task<PasskeyPrompt> PromptAsync(HttpContext context)
    {
        PasskeyRequestOptionsResult options = await handler.MakeRequestOptionsAsync(user: null, context);
        return new PasskeyPrompt(options.RequestOptionsJson, ceremony.Seal(Purpose, options.AssertionState));
    }

    /// <summary>The account whose passkey signed this page's challenge; null where none did.</summary>
    public async Task<Account?> AuthenticateAsync(HttpContext context, string? credential, string? sealedState, CancellationToken cancellationToken)
    {
        Account? account = await DecideAsync(context, credential, sealedState, cancellationToken);
        metrics.LoginAttempted(account is null ? LoginOutcome.Failed : LoginOutcome.Succeeded);
        if (account is null)
        {
            audit.Write(new AuditEvent(AuditEvents.Login, "failed") { Detail = "passkey" });
            Accounts.Log.LoginFailed(logger);
        }
        else
        {
            Accounts.Log.LoggedIn(logger, account.Id);
        }

        return account;
    }

    private async Task<Account?> DecideAsync(HttpContext context, string? credential, string? sealedState, CancellationToken cancellationToken)
    {
        if (!PasskeyCredential.IsPlausible(credential) || ceremony.Open(Purpose, sealedState) is not { } state)
        {
            return null;
        }

        PasskeyAssertionResult<Account> result = await handler.PerformAssertionAsync(
            new PasskeyAssertionContext { HttpContext = context, CredentialJson = credential!, AssertionState = state });
        if (!result.Succeeded || result.User.DisabledAt is not null || !await ceremony.TrySpendAsync(state, cancellationToken))
        {
            return null;
        }

        // The counter (WebAuthn 6.1.1): an authenticator's copy falls behind, and is refused from then on.
        IdentityResult stored = await accounts.AddOrUpdatePasskeyAsync(result.User, result.Passkey);
        return stored.Succeeded ? result.User : null;
    }
}
