using Microsoft.AspNetCore.Http;

namespace TokenAspire.LocalHosting.Dashboard.Access;

/// <summary>
/// Refuses what does not name this machine. A page of another site whose name was made to resolve to 127.0.0.1 (DNS
/// rebinding) reaches the port, but cannot choose the Host header; nor the Origin of what it posts.
/// </summary>
internal sealed class LoopbackOnly(RequestDelegate next)
{
    private static readonly string[] Names = ["localhost", "127.0.0.1", "[::1]"];

    public async Task InvokeAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (!Names.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase) || request.Host.Port != context.Connection.LocalPort)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "The dashboard answers to localhost only.");
            return;
        }

        // Other ports of localhost count as the same site, so SameSite cookies do not tell their requests apart: Origin does.
        string? origin = request.Headers.Origin;
        bool isSafe = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (!isSafe && origin is not null && origin != $"{request.Scheme}://{request.Host}")
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "Requests of other sites are refused.");
            return;
        }

        await next(context);
    }

    private static Task RefuseAsync(HttpContext context, int statusCode, string message)
    {
        context.Response.StatusCode = statusCode;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(message, context.RequestAborted);
    }
}
