using Microsoft.AspNetCore.Mvc.Filters;

namespace TokenAspire.Issuer.Pages;

/// <summary>A page whose forms lead to another origin by way of a redirect.</summary>
internal interface IFormTargets
{
    /// <summary>CSP sources; browsers hold each redirect after a form to <c>form-action</c> as well.</summary>
    IEnumerable<string> FormTargets { get; }
}

/// <summary>A page with a module of this issuer's own; every other page allows no script at all.</summary>
internal interface IScriptedPage;

/// <summary>What every page tells the browser: no script but its own, no framing, no referrer, no copy.</summary>
internal sealed class PageHeaders : IAlwaysRunResultFilter
{
    public void OnResultExecuting(ResultExecutingContext context)
    {
        string targets = string.Join(' ', (context.Controller as IFormTargets)?.FormTargets ?? []);
        string script = context.Controller is IScriptedPage ? "script-src 'self'; " : "";
        IHeaderDictionary headers = context.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy =
            $"default-src 'none'; {script}style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' {targets}".TrimEnd();
        headers["Referrer-Policy"] = "no-referrer";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";

        // In the form that the anti-forgery service wants for its own: it would set it, and warn each time.
        headers.CacheControl = "no-cache, no-store";
        headers.Pragma = "no-cache";
    }

    public void OnResultExecuted(ResultExecutedContext context)
    {
    }
}
