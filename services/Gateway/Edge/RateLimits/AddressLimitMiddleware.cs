using Microsoft.AspNetCore.Http.Features.Authentication;

namespace TokenAspire.Gateway.Edge.RateLimits;

/// <summary>
/// What an address may ask, and how many refused tokens it may bring, before anything is verified. The probes of the
/// platform are not counted: they would come from one address.
/// </summary>
internal sealed class AddressLimitMiddleware
{
    private readonly RequestDelegate _next;
    private readonly LimitTables _tables;
    private readonly LimitRefusal _refusal;

    // Made once: every request with a token has it.
    private readonly Func<object, Task> _count;

    public AddressLimitMiddleware(RequestDelegate next, LimitTables tables, LimitRefusal refusal) =>
        (_next, _tables, _refusal, _count) = (next, tables, refusal, CountAsync);

    public Task InvokeAsync(HttpContext context)
    {
        if (Probes.IsProbe(context.Request.Path))
        {
            return _next(context);
        }

        ulong address = AddressKey.Of(context.Connection.RemoteIpAddress);
        if (!_tables.Requests.TryTake(address, out TimeSpan retryAfter))
        {
            return _refusal.WriteAsync(context, Limit.Address, retryAfter);
        }

        if (context.Request.Headers.Authorization.Count == 0)
        {
            return _next(context);
        }

        if (!_tables.RefusedTokens.HasToken(address, out retryAfter))
        {
            return _refusal.WriteAsync(context, Limit.RefusedTokens, retryAfter);
        }

        context.Response.OnStarting(_count, context);
        return _next(context);
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
            _tables.RefusedTokens.TryTake(AddressKey.Of(context.Connection.RemoteIpAddress), out _);
        }

        return Task.CompletedTask;
    }
}

internal static class Probes
{
    public static bool IsProbe(PathString path) => path == "/health" || path == "/alive";
}
