using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace TokenAspire.Issuer.Accounts;

/// <summary>Stands in for an account that is not there, so that its absence cannot be measured.</summary>
internal sealed class AbsentAccount
{
    private readonly PasswordHasher<Account> _hasher;
    private readonly Account _account = new() { DisplayName = "", TenantId = "" };
    private readonly string _hash;

    public AbsentAccount(IOptions<PasswordHasherOptions> options)
    {
        _hasher = new PasswordHasher<Account>(options);
        _hash = _hasher.HashPassword(_account, Guid.NewGuid().ToString());
    }

    /// <summary>Takes as long as looking at a stored password.</summary>
    public void VerifyPassword(string password) => _hasher.VerifyHashedPassword(_account, _hash, password);
}
