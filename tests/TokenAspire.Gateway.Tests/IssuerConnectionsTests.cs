using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TokenAspire.Gateway.Bff;
using TokenAspire.Gateway.Bff.Issuer;
using TokenAspire.ServiceDefaults.Tests;

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

        ClientConnections.AreStrictAndRenewed(provider, IssuerMetadata.ClientName);
    }
}
