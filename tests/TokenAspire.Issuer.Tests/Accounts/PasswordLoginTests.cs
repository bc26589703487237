using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using TokenAspire.Issuer.Accounts;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.Accounts;

public sealed class PasswordLoginTests(IssuerHost host) : IClassFixture<IssuerHost>
{
    private const string Password = "a long and private sentence";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("alice", "acme", "customer")]
    [InlineData("bob", "globex", "customer")]
    [InlineData("carol", "acme", "support")]
    public async Task The_development_users_can_log_in(string name, string tenant, string role)
    {
        Guid? subject = await LogInAsync(name, IssuerHost.DevelopmentPassword);

        SubjectProfile? profile = await host.Get<ISubjectProfiles>().FindAsync(subject.ToString()!, Cancel);
        Assert.Equal(tenant, profile!.TenantId);
        Assert.Equal([role], profile.Roles);
        Assert.Equal(name, profile.UserName);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_user_are_refused_alike()
    {
        Assert.Null(await LogInAsync(await CreateAsync(), "wrong"));
        Assert.Null(await LogInAsync("nobody", Password));
        Assert.Null(await LogInAsync(await CreateAsync(), new string('x', 10_000)));
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account_for_five_minutes()
    {
        string name = await CreateAsync();
        for (int attempt = 0; attempt < 5; attempt++)
        {
            Assert.Null(await LogInAsync(name, "wrong"));
        }

        Assert.Null(await LogInAsync(name, Password));
        host.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.NotNull(await LogInAsync(name, Password));
    }

    [Fact]
    public async Task Guesses_made_at_once_are_all_counted()
    {
        string name = await CreateAsync();

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => LogInAsync(name, "wrong"))));

        Assert.Null(await LogInAsync(name, Password));
    }

    [Fact]
    public async Task A_success_starts_the_count_again()
    {
        string name = await CreateAsync();
        for (int round = 0; round < 2; round++)
        {
            for (int attempt = 0; attempt < 4; attempt++)
            {
                Assert.Null(await LogInAsync(name, "wrong"));
            }

            Assert.NotNull(await LogInAsync(name, Password));
        }
    }

    [Fact]
    public async Task A_password_hashed_weaker_is_hashed_anew()
    {
        string name = await CreateAsync();
        PasswordHasher<Account> weak = new(Microsoft.Extensions.Options.Options.Create(new PasswordHasherOptions { IterationCount = 1000 }));
        string old = weak.HashPassword(new Account { DisplayName = "", TenantId = "" }, Password);
        await host.QueryAsync<Guid>("update users set password_hash = $1 where user_name = $2 returning id", old, name);

        Assert.NotNull(await LogInAsync(name, Password));

        string renewed = (await host.QueryAsync<string>("select password_hash from users where user_name = $1", name)).Single();
        Assert.NotEqual(old, renewed, StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_closed_account_neither_logs_in_nor_gets_tokens()
    {
        string name = await CreateAsync();
        Guid id = (await host.QueryAsync<Guid>("update users set disabled_at = $1 where user_name = $2 returning id", host.Time.GetUtcNow(), name)).Single();

        Assert.Null(await LogInAsync(name, Password));
        Assert.Null(await host.Get<ISubjectProfiles>().FindAsync(id.ToString(), Cancel));
    }

    [Fact]
    public async Task An_account_that_is_closed_during_a_login_stays_closed()
    {
        string name = await CreateAsync();
        await using AsyncServiceScope scope = host.Services.CreateAsyncScope();
        UserManager<Account> accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        Account account = (await accounts.FindByNameAsync(name))!;

        await host.QueryAsync<Guid>("update users set disabled_at = $1 where id = $2 returning id", host.Time.GetUtcNow(), account.Id);
        Assert.True((await accounts.UpdateAsync(account)).Succeeded); // as Identity does to renew a password's hash

        Assert.Null(await host.Get<ISubjectProfiles>().FindAsync(account.Id.ToString(), Cancel));
    }

    private async Task<string> CreateAsync()
    {
        Guid id = await Grant.CreateSubjectAsync(host, Password);
        return (await host.QueryAsync<string>("select user_name from users where id = $1", id)).Single();
    }

    private async Task<Guid?> LogInAsync(string name, string password)
    {
        await using AsyncServiceScope scope = host.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<PasswordLogin>().AuthenticateAsync(name, password, Cancel))?.Id;
    }
}
