using System.Net;

namespace TokenAspire.EndToEnd.Tests;

public sealed class TopologyTests(TopologyFixture topology)
{
    [Theory]
    [InlineData("issuer")]
    [InlineData("gateway")]
    [InlineData("orders")]
    [InlineData("inventory")]
    [InlineData("shipping")]
    public async Task Every_service_answers_over_validated_https(string service)
    {
        using HttpClient client = topology.App.CreateHttpClient(service);

        using HttpResponseMessage response = await client.GetAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(Uri.UriSchemeHttps, client.BaseAddress?.Scheme);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
