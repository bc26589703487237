using Microsoft.AspNetCore.Identity;
using Npgsql;
using TokenAspire.Issuer.Store;

namespace TokenAspire.Issuer.Accounts;

/// <summary>Creates alice, bob and carol in Development, and sets their password to the configured one.</summary>
internal sealed class DevelopmentUsers(
    IServiceScopeFactory scopes, NpgsqlDataSource store, IConfiguration configuration, IHostEnvironment environment) : IStoreContent
{
    private const string PasswordKey = "DevelopmentUsers:Password";

    private static readonly (string Name, string DisplayName, string Tenant, string Role)[] People =
    [
        ("alice", "Alice", "acme", "customer"),
        ("bob", "Bob", "globex", "customer"),
        ("carol", "Carol", "acme", "support"),
    ];

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (!environment.IsDevelopment())
        {
            return;
        }

        string password = configuration[PasswordKey] is { Length: > 0 } configured
            ? configured
            : throw new InvalidOperationException($"{PasswordKey} has no value; set the environment variable DevelopmentUsers__Password.");
        await using AdvisoryLock held = await AdvisoryLock.AcquireAsync(store, IssuerLock.DevelopmentUsers, cancellationToken);
        await using AsyncServiceScope scope = scopes.CreateAsyncScope();
        UserManager<Account> accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        foreach ((string name, string displayName, string tenant, string role) in People)
        {
            Account? known = await accounts.FindByNameAsync(name);
            if (known is null)
            {
                Account account = new() { Id = Guid.NewGuid(), UserName = name, DisplayName = displayName, TenantId = tenant };
                account.Roles.Add(new AccountRole { Role = role });
                SetPassword(accounts, account, password);
                Ensure(await accounts.CreateAsync(account));
            }
            else if (!await accounts.CheckPasswordAsync(known, password))
            {
                SetPassword(accounts, known, password);
                Ensure(await accounts.UpdateAsync(known));
            }
        }
    }

    // Hashed here instead of handed to Identity, whose password policy is for real accounts: on a
    // developer's machine any password that they choose will do.
    private static void SetPassword(UserManager<Account> accounts, Account account, string password) =>
        account.PasswordHash = accounts.PasswordHasher.HashPassword(account, password);

    private static void Ensure(IdentityResult result)
    {
        if (!result.Succeeded)
        {
            throw new InvalidOperationException(
                $"A development user could not be stored: {string.Join(" ", result.Errors.Select(error => error.Description))}");
        }
    }
}
