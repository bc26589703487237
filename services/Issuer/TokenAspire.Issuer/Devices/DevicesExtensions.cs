using TokenAspire.Issuer.Contracts.RefreshFamilies;

namespace TokenAspire.Issuer.Devices;

internal static class DevicesExtensions
{
    /// <summary>Adds how a request's device and place are recognised.</summary>
    public static WebApplicationBuilder AddDevices(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<PlaceOptions>().BindConfiguration(PlaceOptions.Section)
            .Validate(
                options => options.CountryHeader is not null || (options.LatitudeHeader is null && options.LongitudeHeader is null),
                $"{PlaceOptions.Section} names coordinates without CountryHeader; name the edge's country header as well.")
            .Validate(
                options => options.LatitudeHeader is null == options.LongitudeHeader is null,
                $"{PlaceOptions.Section} names one of LatitudeHeader and LongitudeHeader; name both or neither.")
            .ValidateOnStart();
        builder.Services.AddSingleton<KnownDevices>();
        builder.Services.AddSingleton<IPlaceLookup, EdgeHeaderPlaces>();
        builder.Services.AddSingleton<IRequestOrigins, CookieRequestOrigins>();
        return builder;
    }
}
