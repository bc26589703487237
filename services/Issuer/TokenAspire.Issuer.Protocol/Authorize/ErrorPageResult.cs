using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using TokenAspire.Issuer.Protocol.Errors;

namespace TokenAspire.Issuer.Protocol.Authorize;

/// <summary>Tells the person what cannot be told to the client (RFC 6749 4.1.2.1).</summary>
internal sealed class ErrorPageResult(ProtocolError error) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        byte[] page = Encoding.UTF8.GetBytes(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><title>Request refused</title></head>
            <body>
            <h1>This request cannot be answered</h1>
            <p>{HtmlEncoder.Default.Encode(error.Description)}</p>
            <p><code>{HtmlEncoder.Default.Encode(error.Code)}</code></p>
            </body>
            </html>
            """);
        HttpResponse response = httpContext.Response;
        response.StatusCode = error.Status;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = page.Length;
        response.Headers[HeaderNames.CacheControl] = "no-store";
        response.Headers[HeaderNames.ContentSecurityPolicy] = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        response.Headers[HeaderNames.XContentTypeOptions] = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        await response.Body.WriteAsync(page, httpContext.RequestAborted);
    }
}
