using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TokenAspire.Gateway.Bff;
using TokenAspire.Gateway.Bff.Issuer;

namespace TokenAspire.Gateway.Tests;

public sealed class IssuerConnectionsTests
{
    // Of its own it sets what concerns redirects and cookies; where it set up the handler anew, a connection to an issuer
    // that has moved or gone silent would be kept for good.
    [Fact]
    public void The_client_of_the_issuer_follows_no_redirects_and_renews_its_connections_as_every_client()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.AddServiceDefaults().Services.AddBff();
        using ServiceProvider provider = builder.Services.BuildServiceProvider();

        HttpMessageHandler handler = provider.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(IssuerMetadata.ClientName);
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
