using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts.RefreshFamilies;

namespace TokenAspire.Issuer.Devices;

/// <summary>Believes the headers of the edge, and of nobody else: the sender is the connection's other end, before any forwarded header.</summary>
internal sealed class EdgeHeaderPlaces(IOptions<PlaceOptions> options, IOptions<ForwardedHeadersOptions> edge) : IPlaceLookup
{
    private const int CountryLength = 2;

    private readonly PlaceOptions _headers = options.Value;

    public ClientPlace? Find(HttpContext context)
    {
        if (_headers.CountryHeader is not { } header || !IsFromEdge(context))
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

    private bool IsFromEdge(HttpContext context)
    {
        IPAddress? sender = context.Features.Get<IConnectionEndPointFeature>()?.RemoteEndPoint is IPEndPoint end
            ? end.Address
            : context.Connection.RemoteIpAddress;
        if (sender is { IsIPv4MappedToIPv6: true })
        {
            sender = sender.MapToIPv4();
        }

        return sender is not null
            && (edge.Value.KnownProxies.Contains(sender) || edge.Value.KnownIPNetworks.Any(network => network.Contains(sender)));
    }

    private static double? Degrees(HttpContext context, string? header, double most) =>
        header is not null
        && double.TryParse(context.Request.Headers[header].ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double degrees)
        && Math.Abs(degrees) <= most
            ? degrees
            : null;
}
