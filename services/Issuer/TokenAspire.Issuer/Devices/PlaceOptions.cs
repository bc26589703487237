namespace TokenAspire.Issuer.Devices;

/// <summary>Which headers of the edge tell where a client is; section <c>Issuer:Place</c>. They count only from <c>ForwardedHeaders:KnownNetworks</c>.</summary>
internal sealed class PlaceOptions
{
    public const string Section = "Issuer:Place";

    /// <summary>The header with the two-letter country, such as <c>CF-IPCountry</c>. Default: none, and no place is known.</summary>
    public string? CountryHeader { get; set; }

    /// <summary>The header with the latitude in degrees. Default: none, and no distance is known.</summary>
    public string? LatitudeHeader { get; set; }

    /// <summary>The header with the longitude in degrees. Default: none.</summary>
    public string? LongitudeHeader { get; set; }
}
