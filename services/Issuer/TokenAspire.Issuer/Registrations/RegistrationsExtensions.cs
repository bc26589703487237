using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts;
using TokenAspire.Issuer.Contracts.Registrations;

namespace TokenAspire.Issuer.Registrations;

internal static class RegistrationsExtensions
{
    /// <summary>Adds the issuer's own identity and the registered clients and API resources, all checked at start.</summary>
    public static WebApplicationBuilder AddRegistrations(this WebApplicationBuilder builder)
    {
        // Read once, without a watch: a file that a platform empties for a moment must not fault a running issuer.
        builder.Services.AddOptions<IssuerOptions>()
            .Configure<IConfiguration>((options, configuration) => configuration.GetSection(IssuerOptions.Section).Bind(options)).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<IssuerOptions>, IssuerOptionsValidator>();
        builder.Services.AddOptions<RegistrationsOptions>()
            .Configure<IConfiguration>((options, configuration) => configuration.GetSection(RegistrationsOptions.Section).Bind(options)).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<RegistrationsOptions>, RegistrationsOptionsValidator>();

        builder.Services.AddSingleton(services =>
            new IssuerIdentity(services.GetRequiredService<IOptions<IssuerOptions>>().Value.Identifier));
        builder.Services.AddSingleton<ConfiguredRegistrations>();
        builder.Services.AddSingleton<IRegistrations>(services => services.GetRequiredService<ConfiguredRegistrations>());
        return builder;
    }
}
