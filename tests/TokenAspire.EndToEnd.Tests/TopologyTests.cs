using System.Net;
using TokenAspire.EndToEnd.Tests.Topology;

namespace TokenAspire.EndToEnd.Tests;

public sealed class TopologyTests(SharedTopology topology)
{
    [Theory]
    [InlineData("issuer")]
    [InlineData("gateway")]
    [InlineData("orders")]
    [InlineData("inventory")]
    [InlineData("shipping")]
    public async Task Every_service_is_ready_and_alive_over_validated_https(string service)
    {
        using HttpClient client = topology.App.CreateHttpClient(service, "https");

        Assert.Equal(Uri.UriSchemeHttps, client.BaseAddress?.Scheme);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/health"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/alive"));
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using HttpResponseMessage response = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
