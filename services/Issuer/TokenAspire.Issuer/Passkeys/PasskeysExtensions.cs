using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Accounts;

namespace TokenAspire.Issuer.Passkeys;

internal static class PasskeysExtensions
{
    /// <summary>Adds passkeys beside passwords.</summary>
    public static IServiceCollection AddPasskeys(this IServiceCollection services)
    {
        services.AddScoped<IPasskeyHandler<Account>, PasskeyHandler<Account>>();
        services.AddScoped<PasskeyLogin>();
        services.AddScoped<PasskeyRegistration>();
        services.AddSingleton<PasskeyCeremony>();
        services.AddOptions<IdentityPasskeyOptions>().Configure<IOptions<IssuerOptions>>((options, issuer) => Configure(options, issuer.Value.Identifier));
        return services;
    }

    private static void Configure(IdentityPasskeyOptions options, string issuer)
    {
        options.ServerDomain = new Uri(issuer).Host;
        options.AuthenticatorTimeout = PasskeyCeremony.Lifetime;

        // A passkey takes the place of name and password: it is found without a name, and the authenticator makes sure of its owner.
        options.ResidentKeyRequirement = "required";
        options.UserVerificationRequirement = "required";

        // The pages send no referrer, and so no Origin header that the answer could be compared with; the issuer knows its own.
        options.ValidateOrigin = context => ValueTask.FromResult(context.Origin == issuer && !context.CrossOrigin);
    }
}
