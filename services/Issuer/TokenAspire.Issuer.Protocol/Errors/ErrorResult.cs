using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace TokenAspire.Issuer.Protocol.Errors;

/// <summary>Writes <c>{"error":"…","error_description":"…"}</c> (RFC 6749 5.2).</summary>
internal sealed class ErrorResult(ProtocolError error) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        // RFC 9110 15.5.2: a 401 names a scheme; RFC 6749 5.2: the one that the client may use here.
        if (error.Status == StatusCodes.Status401Unauthorized)
        {
            httpContext.Response.Headers[HeaderNames.WWWAuthenticate] = "Basic realm=\"token endpoint\", charset=\"UTF-8\"";
        }

        if (error.RetryAfter is TimeSpan wait)
        {
            httpContext.Response.Headers[HeaderNames.RetryAfter] =
                Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        return JsonResponse.WriteAsync(httpContext, error.Status, error, static (json, error) =>
        {
            json.WriteString("error"u8, error.Code);
            json.WriteString("error_description"u8, error.Description);
        });
    }
}
