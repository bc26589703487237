using System.Net;
using TokenAspire.Gateway.Tests.Hosting;

namespace TokenAspire.Gateway.Tests.Edge;

/// <summary>The names under which the gateway is known.</summary>
public sealed class PublicHostTests(SharedGateway shared) : GatewayTests(shared)
{
    [Theory]
    [InlineData("evil.test", 400)]
    [InlineData("gateway.test.evil.test", 400)]
    [InlineData("evil.test:443", 400)]
    [InlineData("127.0.0.1", 400)]
    [InlineData("gateway.test", 200)]
    [InlineData("GATEWAY.test:8443", 200)]
    [InlineData("api.test", 200)]
    public async Task Only_its_own_names_are_served(string host, int status)
    {
        await using GatewayHost gateway = await Gateway.StartReplicaAsync(("TokenVerification:ProofOfPossession:PublicUrls:0", "https://api.test"));
        using Browser outside = gateway.OpenBrowser();

        using HttpResponseMessage page = await outside.SendAsync(HttpMethod.Get, "/", ("Host", host));
        using HttpResponseMessage login = await outside.SendAsync(HttpMethod.Get, "/bff/login", ("Host", host));

        Assert.Equal(status, (int)page.StatusCode);
        Assert.Equal(status == 200 ? HttpStatusCode.Redirect : HttpStatusCode.BadRequest, login.StatusCode);
    }

    [Theory]
    [InlineData("localhost:7100", 200)]
    [InlineData("127.0.0.1:7100", 200)]
    [InlineData("[::1]:7100", 200)]
    [InlineData("localhost.evil.test", 400)]
    [InlineData("127.0.0.1.evil.test", 400)]
    public async Task A_gateway_on_localhost_is_served_by_its_addresses_too(string host, int status)
    {
        await using GatewayHost gateway = await Gateway.StartReplicaAsync(("TokenVerification:ProofOfPossession:PublicUrls:0", "https://localhost"));
        using Browser outside = gateway.OpenBrowser();

        using HttpResponseMessage page = await outside.SendAsync(HttpMethod.Get, "/", ("Host", host));

        Assert.Equal(status, (int)page.StatusCode);
    }

    // A platform asks each instance by its address.
    [Theory]
    [InlineData("/health")]
    [InlineData("/alive")]
    public async Task Probes_need_no_name(string path)
    {
        using Browser platform = Gateway.OpenBrowser();

        using HttpResponseMessage response = await platform.SendAsync(HttpMethod.Get, path, ("Host", "10.1.2.3:8080"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
