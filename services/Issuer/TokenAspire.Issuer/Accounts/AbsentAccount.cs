using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace TokenAspire.Issuer.Accounts;

/// <summary>Stands in for an account that is not there, so that its absence cannot be measured.</summary>
internal sealed class AbsentAccount(IOptions<PasswordHasherOptions> options)
{
    private readonly Account _account = new() { DisplayName = "", TenantId = "" };

    // As strong as a stored one, of a password that nobody has.
    private readonly string _hash = new PasswordHasher<Account>(options)
        .HashPassword(new Account { DisplayName = "", TenantId = "" }, Guid.NewGuid().ToString());

    /// <summary>Takes as long as looking at a stored password, with the hasher that would do that.</summary>
    public void VerifyPassword(IPasswordHasher<Account> hasher, string password) => hasher.VerifyHashedPassword(_account, _hash, password);
}
