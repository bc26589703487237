using System.Globalization;
using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.ServiceDefaults.Deployment;

namespace TokenAspire.Issuer.Devices;

/// <summary>Believes the headers of the edge, and of nobody else: the sender is the connection's other end, before any forwarded header.</summary>
internal sealed class EdgeHeaderPlaces(IOptions<PlaceOptions> options, IOptions<ForwardedHeadersOptions> edge) : IPlaceLookup
{
    private const int CountryLength = 2;

    private readonly PlaceOptions _headers = options.Value;

    public ClientPlace? Find(HttpContext context)
    {
        if (_headers.CountryHeader is not { } header || !edge.Value.KnowsSenderOf(context))
        {
            return null;
        }

        string country = context.Request.Headers[header].ToString().ToUpperInvariant();
        if (country.Length != CountryLength || !country.All(char.IsAsciiLetterUpper))
        {
            return null;
        }

        double? latitude = Degrees(context, _headers.LatitudeHeader, 90);
        double? longitude = Degrees(context, _headers.LongitudeHeader, 180);
        return latitude is null || longitude is null ? new ClientPlace(country) : new ClientPlace(country, latitude, longitude);
    }

    private static double? Degrees(HttpContext context, string? header, double most) =>
        header is not null
        && double.TryParse(context.Request.Headers[header].ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double degrees)
        && Math.Abs(degrees) <= most
            ? degrees
            : null;
}
