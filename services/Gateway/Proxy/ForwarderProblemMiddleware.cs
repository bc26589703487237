using Microsoft.AspNetCore.Diagnostics;

namespace TokenAspire.Gateway.Proxy;

/// <summary>
/// A destination that is down or slow: YARP sets 502, 503 or 504, and this the body, which tells nothing of the inside.
/// What a service itself answers, refusals included, passes through unchanged.
/// </summary>
internal sealed class ForwarderProblemMiddleware(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context, IProblemDetailsService problems)
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

        await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = context,
            ProblemDetails = { Status = context.Response.StatusCode, Detail = "The service behind this address does not answer." },
        });
    }
}
