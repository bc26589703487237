using Microsoft.AspNetCore.Http.Features.Authentication;

namespace TokenAspire.Gateway.Edge.RateLimits;

/// <summary>
/// What an address may ask, and how many refused tokens it may bring, before anything is verified. The probes of the
/// platform are not counted: they would come from one address.
/// </summary>
internal sealed class AddressLimitMiddleware(RequestDelegate next, LimitTables tables, LimitRefusal refusal)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (Probes.IsProbe(context.Request.Path))
        {
            return next(context);
        }

        ulong address = AddressKey.Of(context.Connection.RemoteIpAddress);
        if (!tables.Requests.TryTake(address, out TimeSpan retryAfter))
        {
            return refusal.WriteAsync(context, Limit.Address, retryAfter);
        }

        if (context.Request.Headers.Authorization.Count == 0)
        {
            return next(context);
        }

        if (!tables.RefusedTokens.HasToken(address, out retryAfter))
        {
            return refusal.WriteAsync(context, Limit.RefusedTokens, retryAfter);
        }

        context.Response.OnStarting(CountAsync, context);
        return next(context);
    }

    // Whoever does not wait for the refusal has had the token looked at all the same.
    private Task CountAsync(object state)
    {
        HttpContext context = (HttpContext)state;
        bool isRefused = context.Response.StatusCode == StatusCodes.Status401Unauthorized
            || (context.Response.StatusCode == StatusCodes.Status499ClientClosedRequest
                && context.Features.Get<IHttpAuthenticationFeature>()?.User?.Identity is not { IsAuthenticated: true });
        if (isRefused)
        {
            tables.RefusedTokens.TryTake(AddressKey.Of(context.Connection.RemoteIpAddress), out _);
        }

        return Task.CompletedTask;
    }
}

internal static class Probes
{
    public static bool IsProbe(PathString path) => path == "/health" || path == "/alive";
}
