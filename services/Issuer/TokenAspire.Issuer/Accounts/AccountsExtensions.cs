using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Pages;
using TokenAspire.Issuer.Passkeys;
using TokenAspire.Issuer.Sessions;
using TokenAspire.Issuer.Store;

namespace TokenAspire.Issuer.Accounts;

internal static class AccountsExtensions
{
    /// <summary>Adds people's accounts, their login sessions and the pages on which they log in.</summary>
    public static WebApplicationBuilder AddAccounts(this WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        services.AddDbContext<AccountsContext>((provider, options) => options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()));

        // Length is what makes a password strong (NIST SP 800-63B 3.1.1); five attempts, then five minutes.
        services.AddIdentityCore<Account>(identity =>
            {
                identity.Password = new PasswordOptions
                {
                    RequiredLength = 12,
                    RequireDigit = false,
                    RequireLowercase = false,
                    RequireUppercase = false,
                    RequireNonAlphanumeric = false,
                };
                identity.Lockout.MaxFailedAccessAttempts = 5;
                identity.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5);
            })
            .AddUserStore<UserOnlyStore<Account, AccountsContext, Guid>>();
        services.AddSingleton<AccountLookup>();
        services.AddSingleton<LoginAttempts>();
        services.AddSingleton<AbsentAccount>();
        services.AddScoped<PasswordLogin>();
        services.AddOptions<LoginLimitOptions>().BindConfiguration(LoginLimitOptions.Section)
            .Validate(options => options.FailuresPerAddress > 0, $"{LoginLimitOptions.Section}:FailuresPerAddress must be positive; remove it for the default of 30.")
            .Validate(options => options.Window > TimeSpan.Zero, $"{LoginLimitOptions.Section}:Window must be positive; remove it for the default of 1 minute.")
            .ValidateOnStart();
        services.AddSingleton<LoginLimiter>();
        services.AddPasskeys();
        services.AddSingleton<ISubjectProfiles, PostgresSubjectProfiles>();
        services.AddSingleton<IStoreContent, DevelopmentUsers>();

        services.AddOptions<LoginSessionOptions>().BindConfiguration(LoginSessionOptions.Section)
            .Validate(options => options.Lifetime > TimeSpan.Zero, $"{LoginSessionOptions.Section}:Lifetime must be positive; remove it for the default of 12 hours.")
            .ValidateOnStart();
        services.AddSingleton<PostgresLoginSessions>();
        services.AddSingleton<PersonalSessions>();
        services.AddSingleton<LoginCookieEvents>();
        services.AddSingleton<IConfigureOptions<CookieAuthenticationOptions>, LoginCookieOptions>();
        services.AddSingleton<ISubjectAuthentication, CookieSubjectAuthentication>();
        services.AddAuthentication().AddCookie(LoginCookie.Scheme);
        services.AddPages();
        return builder;
    }
}
