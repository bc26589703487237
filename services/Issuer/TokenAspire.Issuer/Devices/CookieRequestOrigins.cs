using TokenAspire.Issuer.Contracts.RefreshFamilies;

namespace TokenAspire.Issuer.Devices;

/// <summary>The device cookie and the place of a request.</summary>
internal sealed class CookieRequestOrigins(IPlaceLookup places) : IRequestOrigins
{
    public RequestOrigin Read(HttpContext context)
    {
        ClientPlace? place = places.Find(context);
        return context.Request.Headers.Cookie.Count == 0 && place is null
            ? RequestOrigin.Unknown
            : new RequestOrigin(DeviceCookie.Read(context.Request), place);
    }
}
