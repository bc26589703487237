using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace TokenAspire.LocalHosting.Dashboard.Access;

/// <summary>Lets nobody without a session past, but to log in.</summary>
internal sealed class LoginGate(RequestDelegate next, Sessions sessions)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null || sessions.IsLoggedIn(context))
        {
            return next(context);
        }

        if (HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal))
        {
            context.Response.Redirect("/login?returnUrl=" + Uri.EscapeDataString(context.Request.Path + context.Request.QueryString));
            return Task.CompletedTask;
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }
}
