using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace TokenAspire.Issuer.Protocol.Authorize;

/// <summary>Sends the user agent on, without a trace of where it was.</summary>
internal sealed class RedirectResult(string location) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        // RFC 9700 4.12: after a POST only 303 is sure not to repeat the body, with a password in it, at the next address.
        httpContext.Response.StatusCode = HttpMethods.IsGet(httpContext.Request.Method)
            ? StatusCodes.Status302Found
            : StatusCodes.Status303SeeOther;
        httpContext.Response.Headers[HeaderNames.Location] = location;
        httpContext.Response.Headers[HeaderNames.CacheControl] = "no-store";
        httpContext.Response.Headers["Referrer-Policy"] = "no-referrer";
        return Task.CompletedTask;
    }
}
