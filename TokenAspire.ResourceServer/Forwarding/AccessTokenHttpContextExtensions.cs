using Microsoft.AspNetCore.Http;

namespace TokenAspire.ResourceServer;

/// <summary>Reads the verified token of a request.</summary>
public static class AccessTokenHttpContextExtensions
{
    /// <summary>The bearer token as received, or null when the request came without one or with one that was refused.</summary>
    public static string? GetAccessToken(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<IAccessTokenFeature>()?.Token;
    }
}
