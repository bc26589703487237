using Microsoft.AspNetCore.Identity;
using TokenAspire.Issuer.Contracts.Audit;
using TokenAspire.Issuer.Contracts.Telemetry;

namespace TokenAspire.Issuer.Accounts;

/// <summary>Checks a user name and password. Why it failed is not told, and an unknown user takes as long as a wrong password.</summary>
internal sealed class PasswordLogin(
    UserManager<Account> accounts,
    LoginAttempts attempts,
    AbsentAccount absent,
    IAuditLog audit,
    IssuerMetrics metrics,
    ILogger<PasswordLogin> logger)
{
    // Longer input is nobody's; hashing it would be work for an attacker's benefit.
    private const int LongestInput = 256;

    /// <summary>The account; null where name or password are wrong, or the account is locked or closed.</summary>
    public async Task<Account?> AuthenticateAsync(string? userName, string? password, CancellationToken cancellationToken)
    {
        (LoginOutcome outcome, Account? account) = await DecideAsync(userName, password, cancellationToken);
        metrics.LoginAttempted(outcome);
        switch (outcome)
        {
            case LoginOutcome.Succeeded:
                Log.LoggedIn(logger, account!.Id);
                return account;
            case LoginOutcome.LockedOut:
                Note("locked_out", account);
                Log.LockedOut(logger, account!.Id);
                return null;
            default:
                Note("failed", account);
                Log.LoginFailed(logger);
                return null;
        }
    }

    // A login that succeeds is noted with its session. Never the name that was typed: some type their password there.
    private void Note(string outcome, Account? account) =>
        audit.Write(new AuditEvent(AuditEvents.Login, outcome) { SubjectId = account?.Id.ToString(), Detail = "password" });

    private async Task<(LoginOutcome Outcome, Account? Account)> DecideAsync(
        string? userName, string? password, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(userName) || string.IsNullOrEmpty(password)
            || userName.Length > LongestInput || password.Length > LongestInput || userName.Any(char.IsControl))
        {
            return (LoginOutcome.Failed, null);
        }

        Account? account = await accounts.FindByNameAsync(userName);
        if (account is null)
        {
            await absent.CountAsync(userName, cancellationToken);
            absent.VerifyPassword(accounts.PasswordHasher, password);
            return (LoginOutcome.Failed, null);
        }

        if (!await attempts.TryTakeAsync(account.Id, cancellationToken))
        {
            await absent.CountAsync(userName, cancellationToken);
            absent.VerifyPassword(accounts.PasswordHasher, password);
            return (LoginOutcome.LockedOut, account);
        }

        // Hashes the password anew where the stored hash is of an older strength.
        if (!await accounts.CheckPasswordAsync(account, password) || account.DisabledAt is not null)
        {
            return (LoginOutcome.Failed, account);
        }

        await attempts.ClearAsync(account.Id, cancellationToken);
        return (LoginOutcome.Succeeded, account);
    }
}
