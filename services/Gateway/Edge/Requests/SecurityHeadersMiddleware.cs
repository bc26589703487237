namespace TokenAspire.Gateway.Edge.Requests;

/// <summary>
/// Headers for every answer, whoever gives it, unless it has its own: what the services answer is data, which a browser
/// is neither to guess about, run, frame nor keep.
/// </summary>
internal sealed class SecurityHeadersMiddleware(RequestDelegate next, IHostEnvironment environment)
{
    // RFC 6797: not in Development, where it would turn every other server on localhost to https for a year.
    private readonly bool _isStrict = !environment.IsDevelopment();

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(_isStrict && context.Request.IsHttps ? SetStrict : Set, context);
        return next(context);
    }

    private static readonly Func<object, Task> Set = static state => AddAsync((HttpContext)state, isStrict: false);

    private static readonly Func<object, Task> SetStrict = static state => AddAsync((HttpContext)state, isStrict: true);

    private static Task AddAsync(HttpContext context, bool isStrict)
    {
        IHeaderDictionary headers = context.Response.Headers;
        if (isStrict)
        {
            headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        }

        headers.XContentTypeOptions = "nosniff";
        if (headers.XFrameOptions.Count == 0)
        {
            headers.XFrameOptions = "DENY";
        }

        if (headers.ContentSecurityPolicy.Count == 0)
        {
            headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        }

        if (headers.CacheControl.Count == 0)
        {
            headers.CacheControl = "no-store";
        }

        headers.TryAdd("Referrer-Policy", "no-referrer");
        return Task.CompletedTask;
    }
}
