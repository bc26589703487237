using Microsoft.Extensions.Primitives;

namespace TokenAspire.Gateway.Bff;

/// <summary>
/// Tells this gateway's own page from every other: <c>X-CSRF: 1</c>, which a form or a link cannot send and which another
/// site's script cannot send without a CORS preflight that is never answered; and the browser's own word for it, Fetch
/// Metadata's <c>Sec-Fetch-Site</c>, where it gives it.
/// </summary>
internal static class AntiForgery
{
    public const string Header = "X-CSRF";
    public const string Value = "1";

    private const string SiteHeader = "Sec-Fetch-Site";
    private const string SameOrigin = "same-origin";

    public static bool IsFromOwnPage(HttpRequest request) =>
        request.Headers[Header] is [Value]
        && request.Headers[SiteHeader] is { } site
        && (StringValues.IsNullOrEmpty(site) || site is [SameOrigin]);
}
