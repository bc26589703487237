using System.Globalization;

namespace TokenAspire.Gateway.Edge.RateLimits;

/// <summary>429 (RFC 6585 section 4) with the time after which it is worth another try.</summary>
internal sealed class LimitRefusal(LimitTally tally)
{
    public Task WriteAsync(HttpContext context, Limit limit, TimeSpan retryAfter)
    {
        tally.Refused(limit);
        long seconds = Math.Max(1, (long)Math.Ceiling(retryAfter.TotalSeconds));
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Problem(
            statusCode: StatusCodes.Status429TooManyRequests,
            title: "Too many requests.",
            extensions: [new KeyValuePair<string, object?>("limit", limit.ToWire())]).ExecuteAsync(context);
    }
}
