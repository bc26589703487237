using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using TokenAspire.Issuer.Accounts;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.Accounts;

/// <summary>Equal work instead of equal time: what a login costs is the hashing of its password.</summary>
public sealed class LoginWorkTests(IssuerHost host) : IClassFixture<IssuerHost>
{
    [Fact]
    public async Task An_unknown_user_and_a_locked_one_cost_the_hashing_of_a_wrong_password()
    {
        await Grant.CreateSubjectAsync(host);
        string name = (await host.QueryAsync<string>("select user_name from users where user_name like 'p%' and lockout_end is null limit 1")).Single();

        string wrongPassword = await WorkOfAsync(name);
        string unknownUser = await WorkOfAsync("nobody");
        await host.QueryAsync<Guid>(
            "update users set lockout_end = $1 where user_name = $2 returning id", host.Time.GetUtcNow().AddMinutes(1), name);
        string lockedUser = await WorkOfAsync(name);

        Assert.NotEmpty(wrongPassword);
        Assert.Equal(wrongPassword, unknownUser);
        Assert.Equal(wrongPassword, lockedUser);
    }

    [Fact]
    public async Task An_unknown_user_and_a_locked_one_cost_the_write_of_a_wrong_password()
    {
        long before = await AbsentCountAsync();
        await WorkOfAsync("somebody else");
        long unknown = await AbsentCountAsync();
        await Grant.CreateSubjectAsync(host);
        string name = (await host.QueryAsync<string>("select user_name from users where user_name like 'p%' and lockout_end is null limit 1")).Single();
        await host.QueryAsync<Guid>(
            "update users set lockout_end = $1 where user_name = $2 returning id", host.Time.GetUtcNow().AddMinutes(1), name);
        await WorkOfAsync(name);

        Assert.Equal((1, 1), (unknown - before, await AbsentCountAsync() - unknown));
    }

    private async Task<long> AbsentCountAsync() =>
        (await host.QueryAsync<long>("select sum(access_failed_count)::bigint from absent_accounts")).Single();

    // The parameters of each hash that was looked at: format, function, iterations, salt length.
    private async Task<string> WorkOfAsync(string userName)
    {
        await using AsyncServiceScope scope = host.Services.CreateAsyncScope();
        UserManager<Account> accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        RecordingHasher hasher = new(accounts.PasswordHasher);
        accounts.PasswordHasher = hasher;
        PasswordLogin login = scope.ServiceProvider.GetRequiredService<PasswordLogin>();

        Assert.Null(await login.AuthenticateAsync(userName, "wrong", TestContext.Current.CancellationToken));
        return string.Join(' ', hasher.Parameters);
    }

    private sealed class RecordingHasher(IPasswordHasher<Account> inner) : IPasswordHasher<Account>
    {
        private const int ParameterBytes = 13;

        public List<string> Parameters { get; } = [];

        public string HashPassword(Account user, string password) => inner.HashPassword(user, password);

        public PasswordVerificationResult VerifyHashedPassword(Account user, string hashedPassword, string providedPassword)
        {
            Parameters.Add(Convert.ToHexString(Convert.FromBase64String(hashedPassword)[..ParameterBytes]));
            return inner.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
