using Microsoft.Extensions.DependencyInjection;

namespace TokenAspire.ServiceDefaults.Tests;

/// <summary>The connections of a named client, beneath the handlers around them.</summary>
internal static class ClientConnections
{
    /// <summary>They lead nowhere else, carry nothing from one answer to the next, and are renewed as all are.</summary>
    public static void AreStrictAndRenewed(IServiceProvider services, string client)
    {
        HttpMessageHandler handler = services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(client);
        while (handler is DelegatingHandler outer)
        {
            handler = outer.InnerHandler!;
        }

        SocketsHttpHandler connections = Assert.IsType<SocketsHttpHandler>(handler);
        Assert.False(connections.AllowAutoRedirect);
        Assert.False(connections.UseCookies);
        Assert.NotEqual(Timeout.InfiniteTimeSpan, connections.PooledConnectionLifetime);
        Assert.NotEqual(Timeout.InfiniteTimeSpan, connections.KeepAlivePingDelay);
    }
}
