using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace TokenAspire.Gateway.Edge.Requests;

/// <summary>
/// Headers for every answer, whoever gives it, unless it has its own: what the services answer is data, which a browser
/// is neither to guess about, run, frame nor keep.
/// </summary>
internal sealed class SecurityHeadersMiddleware(RequestDelegate next, IOptions<StrictTransportOptions> strictTransport, IHostEnvironment environment)
{
    private const string ForAYear = "max-age=31536000";

    // Made once: every request has one of them.
    private static readonly Func<object, Task> Add = static state => AddAsync(state, default);

    // RFC 6797: not in Development, where it would turn every other server on localhost to https for a year.
    private readonly bool _isStrict = !environment.IsDevelopment();
    private readonly Func<object, Task> _addStrict = AddStrict(strictTransport.Value.IncludeSubDomains ? ForAYear + "; includeSubDomains" : ForAYear);

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(_isStrict && context.Request.IsHttps ? _addStrict : Add, context);
        return next(context);
    }

    private static Func<object, Task> AddStrict(StringValues value) => state => AddAsync(state, value);

    private static Task AddAsync(object state, StringValues strictTransport)
    {
        HttpContext context = (HttpContext)state;
        IHeaderDictionary headers = context.Response.Headers;
        if (strictTransport.Count > 0)
        {
            headers.StrictTransportSecurity = strictTransport;
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
