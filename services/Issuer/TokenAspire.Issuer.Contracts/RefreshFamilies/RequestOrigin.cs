using Microsoft.AspNetCore.Http;
using TokenAspire.Issuer.Contracts.Tokens;

namespace TokenAspire.Issuer.Contracts.RefreshFamilies;

/// <summary>Reads from a request what it tells about the device behind it, beyond its address.</summary>
public interface IRequestOrigins
{
    /// <summary>What is known; nothing of it is required.</summary>
    RequestOrigin Read(HttpContext context);
}

/// <summary>Where a request came from.</summary>
/// <param name="Browser">The hash of the device cookie that a browser got at login; null where none was sent.</param>
/// <param name="Place">The place on earth; null where nobody tells.</param>
public sealed record RequestOrigin(TokenHash? Browser = null, ClientPlace? Place = null)
{
    /// <summary>Nothing is known.</summary>
    public static RequestOrigin Unknown { get; } = new();
}

/// <summary>A place as far as it is known.</summary>
/// <param name="Country">ISO 3166-1, two letters.</param>
/// <param name="Latitude">Degrees north; null where only the country is known.</param>
/// <param name="Longitude">Degrees east, likewise.</param>
public sealed record ClientPlace(string Country, double? Latitude = null, double? Longitude = null);
