using TokenAspire.Issuer.Contracts.DeviceAuthorizations;

namespace TokenAspire.Issuer.DeviceAuthorizations;

internal static class DeviceAuthorizationsExtensions
{
    /// <summary>Adds what devices ask for, and the limit on guessing their user codes.</summary>
    public static WebApplicationBuilder AddDeviceAuthorizations(this WebApplicationBuilder builder)
    {
        const string Section = UserCodeLimitOptions.Section;
        builder.Services.AddOptions<UserCodeLimitOptions>().BindConfiguration(Section)
            .Validate(options => options.Window > TimeSpan.Zero, $"{Section}:Window must be positive; remove it for the default of 10 minutes.")
            .Validate(options => options.TriesPerSession > 1, $"{Section}:TriesPerSession must be 2 or more, to look at a code and to decide; remove it for the default of 20.")
            .Validate(options => options.TriesPerAddress > 1, $"{Section}:TriesPerAddress must be 2 or more, to look at a code and to decide; remove it for the default of 60.")
            .ValidateOnStart();
        builder.Services.AddSingleton<UserCodeLimiter>();
        builder.Services.AddSingleton<IDeviceAuthorizationStore, PostgresDeviceAuthorizationStore>();
        return builder;
    }
}
