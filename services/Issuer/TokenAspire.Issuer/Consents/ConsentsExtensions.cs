using TokenAspire.Issuer.Contracts.Consents;

namespace TokenAspire.Issuer.Consents;

internal static class ConsentsExtensions
{
    /// <summary>Adds the memory of what people have let clients do.</summary>
    public static WebApplicationBuilder AddConsents(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PostgresConsentStore>();
        builder.Services.AddSingleton<IConsentStore>(services => services.GetRequiredService<PostgresConsentStore>());
        return builder;
    }
}
