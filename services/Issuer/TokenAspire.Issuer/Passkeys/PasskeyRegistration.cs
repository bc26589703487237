using System.Buffers.Text;
using Microsoft.AspNetCore.Identity;
using TokenAspire.Issuer.Accounts;
using TokenAspire.Issuer.Contracts.Audit;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Sessions;

namespace TokenAspire.Issuer.Passkeys;

/// <summary>A person's own passkeys: adds one (WebAuthn 7.1), lists and removes them.</summary>
internal sealed class PasskeyRegistration(
    IPasskeyHandler<Account> handler, UserManager<Account> accounts, PasskeyCeremony ceremony, IAuditLog audit, ILogger<PasskeyRegistration> logger)
{
    private const int MostPasskeys = 20;

    public async Task<PasskeyPrompt> PromptAsync(HttpContext context, Account account)
    {
        PasskeyUserEntity person = new() { Id = account.Id.ToString(), Name = account.UserName!, DisplayName = account.DisplayName };
        PasskeyCreationOptionsResult options = await handler.MakeCreationOptionsAsync(person, context);
        return new PasskeyPrompt(options.CreationOptionsJson, ceremony.Seal(Purpose(account), options.AttestationState));
    }

    /// <summary>The account behind a login; null where it is gone.</summary>
    public Task<Account?> FindAsync(AuthenticatedSubject subject) => accounts.FindByIdAsync(subject.SubjectId);

    public async Task<IReadOnlyList<UserPasskeyInfo>> ListAsync(Account account) =>
        [.. (await accounts.GetPasskeysAsync(account)).OrderByDescending(passkey => passkey.CreatedAt)];

    /// <summary>Whether the answer to this page's challenge was a new passkey, and is stored.</summary>
    public async Task<bool> AddAsync(
        HttpContext context, Account account, string? credential, string? sealedState, CancellationToken cancellationToken)
    {
        if (!PasskeyCredential.IsPlausible(credential)
            || ceremony.Open(Purpose(account), sealedState) is not { } state
            || (await accounts.GetPasskeysAsync(account)).Count >= MostPasskeys)
        {
            return false;
        }

        PasskeyAttestationResult result = await handler.PerformAttestationAsync(
            new PasskeyAttestationContext { HttpContext = context, CredentialJson = credential!, AttestationState = state });
        if (!result.Succeeded || result.UserEntity.Id != account.Id.ToString()
            || !PasskeyCredential.HasPlausibleTransports(result.Passkey.Transports) || !await ceremony.TrySpendAsync(state, cancellationToken))
        {
            return false;
        }

        result.Passkey.Name = UserAgentName.Of(context.Request.Headers.UserAgent);
        bool stored = (await accounts.AddOrUpdatePasskeyAsync(account, result.Passkey)).Succeeded;
        if (stored)
        {
            Note("added", account);
            Log.Added(logger, account.Id);
        }

        return stored;
    }

    /// <summary>Removes one of the account's own passkeys, if it is one.</summary>
    public async Task RemoveAsync(Account account, string? credentialId)
    {
        if (credentialId is { Length: > 0 } && Base64Url.IsValid(credentialId)
            && await accounts.GetPasskeyAsync(account, Base64Url.DecodeFromChars(credentialId)) is { } passkey
            && (await accounts.RemovePasskeyAsync(account, passkey.CredentialId)).Succeeded)
        {
            Note("removed", account);
            Log.Removed(logger, account.Id);
        }
    }

    private void Note(string outcome, Account account) =>
        audit.Write(new AuditEvent(AuditEvents.Passkey, outcome) { Actor = account.Id.ToString(), SubjectId = account.Id.ToString() });

    // Sealed for one person: nobody adds a passkey with the page of another.
    private static string Purpose(Account account) => "registration of " + account.Id;
}
