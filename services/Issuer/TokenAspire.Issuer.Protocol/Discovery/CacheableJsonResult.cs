using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace TokenAspire.Issuer.Protocol.Discovery;

/// <summary>Writes a public document that caches may keep, or 304 where the caller has it (RFC 9110 13.1.2).</summary>
internal sealed class CacheableJsonResult(ReadOnlyMemory<byte> body, string entityTag, TimeSpan maxAge) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.Headers[HeaderNames.ETag] = entityTag;
        response.Headers[HeaderNames.CacheControl] =
            "public, max-age=" + ((long)maxAge.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        response.Headers[HeaderNames.XContentTypeOptions] = "nosniff";
        if (httpContext.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Tag.Equals(entityTag, StringComparison.Ordinal)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, httpContext.RequestAborted);
    }
}
