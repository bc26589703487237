using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts.Keys;
using TokenAspire.Issuer.Registrations;
using TokenAspire.Issuer.Store;

namespace TokenAspire.Issuer.Keys;

internal static class SigningKeysExtensions
{
    /// <summary>Adds the key ring and its rotation, and keeps ASP.NET Core's data-protection keys in the same place, encrypted likewise.</summary>
    public static WebApplicationBuilder AddSigningKeys(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<KeyRotationOptions>().BindConfiguration(KeyRotationOptions.Section)
            .Validate(options => options.PollInterval > TimeSpan.Zero, $"{KeyRotationOptions.Section}:PollInterval must be positive; remove it for the default of 2 seconds.")
            .Validate(options => options.JwksCacheTime > options.PollInterval, $"{KeyRotationOptions.Section}:JwksCacheTime must exceed PollInterval; remove it for the default of 1 day.")
            .Validate(options => options.SigningPeriod > options.JwksCacheTime, $"{KeyRotationOptions.Section}:SigningPeriod must exceed JwksCacheTime; remove it for the default of 30 days.")
            .ValidateOnStart();
        builder.Services.AddSingleton<KeyEncryptionSecret>();
        builder.Services.AddSingleton<IKeyWrapping, AesGcmKeyWrapping>();
        builder.Services.AddSingleton(Schedule);
        builder.Services.AddSingleton<KeyRotation>();
        builder.Services.AddSingleton<KeyRewrapping>();
        builder.Services.AddSingleton<PostgresSigningKeyRing>();
        builder.Services.AddSingleton<ISigningKeyRing>(services => services.GetRequiredService<PostgresSigningKeyRing>());
        builder.Services.AddSingleton<IStoreContent, FirstKeys>();
        builder.Services.AddHostedService<KeyRingRefresh>();
        builder.Services.AddHealthChecks().AddCheck<KeyRingHealthCheck>("signing-keys");

        builder.Services.AddDataProtection().SetApplicationName("TokenAspire.Issuer");
        builder.Services.AddSingleton<PostgresXmlRepository>();
        builder.Services.AddSingleton<WrappingXmlEncryptor>();
        builder.Services.AddOptions<KeyManagementOptions>()
            .Configure<PostgresXmlRepository, WrappingXmlEncryptor>((options, repository, encryptor) =>
            {
                options.XmlRepository = repository;
                options.XmlEncryptor = encryptor;
            });
        return builder;
    }

    private static KeySchedule Schedule(IServiceProvider services)
    {
        KeyRotationOptions options = services.GetRequiredService<IOptions<KeyRotationOptions>>().Value;
        TimeSpan longest = services.GetRequiredService<ConfiguredRegistrations>().LongestAccessTokenLifetime;
        return new KeySchedule(options.SigningPeriod, options.JwksCacheTime, longest);
    }
}
