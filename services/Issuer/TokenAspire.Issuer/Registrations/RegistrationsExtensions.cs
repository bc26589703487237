using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts;
using TokenAspire.Issuer.Contracts.Registrations;

namespace TokenAspire.Issuer.Registrations;

internal static class RegistrationsExtensions
{
    /// <summary>Adds the issuer's own identity and the registered clients and API resources, all checked at start.</summary>
    public static WebApplicationBuilder AddRegistrations(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<IssuerOptions>().BindConfiguration(IssuerOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<IssuerOptions>, IssuerOptionsValidator>();
        builder.Services.AddOptions<RegistrationsOptions>().BindConfiguration(RegistrationsOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<RegistrationsOptions>, RegistrationsOptionsValidator>();

        builder.Services.AddSingleton(services =>
            new IssuerIdentity(services.GetRequiredService<IOptions<IssuerOptions>>().Value.Identifier));
        builder.Services.AddSingleton<ConfiguredRegistrations>();
        builder.Services.AddSingleton<IRegistrations>(services => services.GetRequiredService<ConfiguredRegistrations>());
        return builder;
    }
}
