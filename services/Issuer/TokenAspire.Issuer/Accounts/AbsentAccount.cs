using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Npgsql;
using TokenAspire.Issuer.Store;

namespace TokenAspire.Issuer.Accounts;

/// <summary>Stands in for an account that is not there, or is locked, so that neither can be measured.</summary>
internal sealed class AbsentAccount(IOptions<PasswordHasherOptions> options, NpgsqlDataSource store)
{
    private const uint Slots = 256;

    private readonly Account _account = new() { DisplayName = "", TenantId = "" };

    // As strong as a stored one, of a password that nobody has.
    private readonly string _hash = new PasswordHasher<Account>(options)
        .HashPassword(new Account { DisplayName = "", TenantId = "" }, Guid.NewGuid().ToString());

    /// <summary>Writes and commits a row, as counting an attempt at an account does.</summary>
    public async Task CountAsync(string userName, CancellationToken cancellationToken)
    {
        int slot = (int)((uint)StringComparer.OrdinalIgnoreCase.GetHashCode(userName) % Slots);
        await using NpgsqlCommand command = store.CreateCommand("update absent_accounts set access_failed_count = access_failed_count + 1 where slot = $1");
        await command.With(slot).ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Takes as long as looking at a stored password, with the hasher that would do that.</summary>
    public void VerifyPassword(IPasswordHasher<Account> hasher, string password) => hasher.VerifyHashedPassword(_account, _hash, password);
}
