using Microsoft.Extensions.Options;

namespace TokenAspire.Gateway.Edge.Requests;

/// <summary>
/// Refuses what the server would take and the next one might read otherwise, and a body that is known to be too large
/// before anything of the request has gone anywhere.
/// </summary>
internal sealed class RequestFramingMiddleware(RequestDelegate next, IOptions<RequestLimitOptions> options, ILogger<RequestFramingMiddleware> logger)
{
    // Where Kestrel puts a Content-Length that came beside a Transfer-Encoding.
    private const string SetAside = "X-Content-Length";

    private readonly long _largest = options.Value.BodyBytes;

    public Task InvokeAsync(HttpContext context)
    {
        IHeaderDictionary headers = context.Request.Headers;
        if (context.Request.ContentLength > _largest)
        {
            return RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, "The body is too large.");
        }

        // RFC 9112 section 6.1: both together may be an attempt at request smuggling.
        return headers.TransferEncoding.Count > 0 && (headers.ContentLength is not null || headers.ContainsKey(SetAside))
            ? RefuseAsync(context, StatusCodes.Status400BadRequest, "A request has one length.")
            : next(context);
    }

    private Task RefuseAsync(HttpContext context, int status, string title)
    {
        Log.Malformed(logger, status);
        context.Response.Headers.Connection = "close";
        return TypedResults.Problem(statusCode: status, title: title).ExecuteAsync(context);
    }
}
