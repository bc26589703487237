using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace TokenAspire.ServiceDefaults.Draining;

/// <summary>
/// While the process drains each answer is the last one on its connection (RFC 9112 section 9.6), so that its client opens
/// the next somewhere else. HTTP/2 has GOAWAY for that, which the server sends when it stops.
/// </summary>
internal sealed class ConnectionCloseFilter(GracefulDrain drain) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(following => context =>
        {
            if (drain.HasBegun && HttpProtocol.IsHttp11(context.Request.Protocol))
            {
                context.Response.Headers.Connection = "close";
            }

            return following(context);
        });
        next(app);
    };
}
