using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Npgsql;
using TokenAspire.Issuer.Store;

namespace TokenAspire.Issuer.Accounts;

/// <summary>
/// Counts login attempts before the password is looked at, in one statement: guesses made at the
/// same time are all counted, so none gets past the limit.
/// </summary>
internal sealed class LoginAttempts(NpgsqlDataSource store, IOptions<IdentityOptions> options, TimeProvider time)
{
    /// <summary>Takes one attempt; false where the account is locked. The last one that is allowed locks it until it succeeds.</summary>
    public async Task<bool> TryTakeAsync(Guid accountId, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            update users set
                access_failed_count = case when access_failed_count + 1 >= $3 then 0 else access_failed_count + 1 end,
                lockout_end = case when access_failed_count + 1 >= $3 then $4 else null end
              where id = $1 and (not lockout_enabled or lockout_end is null or lockout_end <= $2)
            """;
        LockoutOptions lockout = options.Value.Lockout;
        DateTimeOffset now = time.GetUtcNow();
        await using NpgsqlCommand command = store.CreateCommand(Sql);
        command.With(accountId).With(now).With(lockout.MaxFailedAccessAttempts).With(now + lockout.DefaultLockoutTimeSpan);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>The password was right: the count starts again.</summary>
    public async Task ClearAsync(Guid accountId, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = store.CreateCommand("update users set access_failed_count = 0, lockout_end = null where id = $1");
        await command.With(accountId).ExecuteNonQueryAsync(cancellationToken);
    }
}
