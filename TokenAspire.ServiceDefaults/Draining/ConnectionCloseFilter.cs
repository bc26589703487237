using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace TokenAspire.ServiceDefaults.Draining;

/// <summary>
/// While the process drains each answer is the last one on its connection (RFC 9112 section 9.6), so that its client opens
/// the next somewhere else. HTTP/2 has GOAWAY for that (RFC 9113 section 6.8), which is sent while a request is under way:
/// sent at the end, it would cross with a request that is on its way, and that one would be lost.
/// </summary>
internal sealed class ConnectionCloseFilter(GracefulDrain drain) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(following => context =>
        {
            if (drain.HasBegun)
            {
                Close(context);
            }

            return following(context);
        });
        next(app);
    };

    private static void Close(HttpContext context)
    {
        if (HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            context.Response.Headers.Connection = "close";
        }
        else
        {
            context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        }
    }
}
