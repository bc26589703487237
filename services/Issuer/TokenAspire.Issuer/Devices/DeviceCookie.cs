using TokenAspire.Issuer.Contracts.Tokens;

namespace TokenAspire.Issuer.Devices;

/// <summary>
/// What makes a browser recognisable to this issuer alone: a random value that it gets at its first login and keeps. It
/// proves nothing by itself; the store has only its hash.
/// </summary>
internal static class DeviceCookie
{
    // The prefix makes browsers insist on Secure, Path=/ and no Domain (RFC 6265bis 4.1.3.2).
    public const string Name = "__Host-issuer-device";

    // The longest that browsers keep a cookie (RFC 6265bis 5.5).
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(400);

    /// <summary>The device's hash; null for a browser that brings no cookie.</summary>
    public static TokenHash? Read(HttpRequest request) =>
        OpaqueToken.TryParse(request.Cookies[Name], out OpaqueToken device) ? device.Hash() : null;

    /// <summary>The device's hash; a new device gets its cookie, a known one keeps it for longer.</summary>
    public static TokenHash ReadOrIssue(HttpContext context)
    {
        if (!OpaqueToken.TryParse(context.Request.Cookies[Name], out OpaqueToken device))
        {
            device = OpaqueToken.Generate();
        }

        context.Response.Cookies.Append(Name, device.Reveal(), new CookieOptions
        {
            HttpOnly = true,
            Secure = true,
            SameSite = SameSiteMode.Lax,
            Path = "/",
            MaxAge = Lifetime,
            IsEssential = true,
        });
        return device.Hash();
    }
}
