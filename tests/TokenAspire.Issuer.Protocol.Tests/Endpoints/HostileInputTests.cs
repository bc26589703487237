using System.Net.Http.Headers;
using System.Text;
using TokenAspire.Issuer.Protocol.Tests.Hosting;

namespace TokenAspire.Issuer.Protocol.Tests.Endpoints;

public sealed class HostileInputTests(ProtocolServer server) : IClassFixture<ProtocolServer>
{
    [Theory]
    [InlineData("/connect/token")]
    [InlineData("/connect/introspect")]
    [InlineData("/connect/revocation")]
    [InlineData("/connect/authorize")]
    [InlineData("/connect/par")]
    [InlineData("/connect/userinfo")]
    [InlineData("/connect/endsession")]
    [InlineData("/connect/deviceauthorization")]
    public async Task Nothing_that_comes_in_ends_in_500(string path)
    {
        Random random = new(20260101);
        string[] pieces = ["grant_type", "client_id", "worker", "token", "=", "&", "%", "%00", "%FF", "+", "a.b.c", "\u0000", "scope", new string('a', 9_000), "client_secret", "=x&"];
        for (int round = 0; round < 150; round++)
        {
            string body = string.Concat(Enumerable.Range(0, random.Next(0, 12)).Select(_ => pieces[random.Next(pieces.Length)]));
            using HttpResponseMessage response = await PostAsync(path, body, withHeader: round % 3 == 0);
            Assert.InRange((int)response.StatusCode, 300, 499);
        }
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string body, bool withHeader)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/x-www-form-urlencoded")),
        };
        request.Headers.Authorization = withHeader ? new AuthenticationHeaderValue("Basic", "Og==") : null;
        return await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
