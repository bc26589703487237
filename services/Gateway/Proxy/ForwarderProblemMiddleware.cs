using Microsoft.AspNetCore.Diagnostics;

namespace TokenAspire.Gateway.Proxy;

/// <summary>
/// A destination that is down or slow: YARP sets 502, 503 or 504, and this the body, which tells nothing of the inside.
/// What a service itself answers, refusals included, passes through unchanged.
/// </summary>
internal sealed class ForwarderProblemMiddleware(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IStatusCodePagesFeature>() is { } statusCodePages)
        {
            statusCodePages.Enabled = false;
        }

        await next(context);
        if (context.GetForwarderErrorFeature() is null || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        // Written whatever the client would rather accept, as every other refusal is.
        await TypedResults.Problem(statusCode: context.Response.StatusCode, detail: "The service behind this address does not answer.")
            .ExecuteAsync(context);
    }
}
