using Microsoft.AspNetCore.Http;
using TokenAspire.Revocation;

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

    /// <summary>
    /// Whose verified token it is, without the cost of an identity; null when the request came without one or with one that
    /// was refused.
    /// </summary>
    public static TokenIdentity? GetTokenIdentity(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<IAccessTokenFeature>()?.Identity;
    }
}
