using TokenAspire.Issuer.Contracts.RefreshFamilies;

namespace TokenAspire.Issuer.Devices;

/// <summary>Finds the place that a request came from.</summary>
internal interface IPlaceLookup
{
    /// <summary>The place; null where it is unknown.</summary>
    ClientPlace? Find(HttpContext context);
}
