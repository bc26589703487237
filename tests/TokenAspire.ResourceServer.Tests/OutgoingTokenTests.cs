using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace TokenAspire.ResourceServer.Tests;

public sealed class OutgoingTokenTests(RevocationStore store)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_is_forwarded_byte_for_byte()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store);
        string token = issuer.CreateToken();

        Assert.Equal($"Bearer {token}", (await resource.GetAsync("/relay", token)).Body);
    }

    [Fact]
    public async Task A_request_without_a_verified_token_is_forwarded_without_one()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store);

        Assert.Equal("", (await resource.GetAsync("/relay")).Body);
        Assert.Equal("", (await resource.GetAsync("/relay", "nonsense")).Body);
    }

    [Fact]
    public async Task All_who_wait_for_the_services_own_token_share_one_request()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store);
        using HttpClient client = CreateOwnClient(resource);

        string[] seen = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => client.GetStringAsync("/echo", Ct)));

        Assert.All(seen, authorization => Assert.Equal("Bearer token-1", authorization));
        Assert.Equal(1, issuer.TokenRequests);
        string credentials = Convert.ToBase64String(Encoding.ASCII.GetBytes("orders-worker:a+secret%3A+with+%25"));
        Assert.Equal($"Basic {credentials} grant_type=client_credentials&scope=inventory%3Aread", issuer.LastTokenRequest);
    }

    [Fact]
    public async Task A_token_that_was_refused_is_not_used_again()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store);
        using HttpClient client = CreateOwnClient(resource);

        using HttpResponseMessage refused = await client.GetAsync("/refuse", Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("Bearer token-2", await client.GetStringAsync("/echo", Ct));
        Assert.Equal("Bearer token-2", await client.GetStringAsync("/echo", Ct));
    }

    [Fact]
    public async Task A_token_without_a_lifetime_is_not_kept()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        issuer.TokenLifetime = 0;
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store);
        using HttpClient client = CreateOwnClient(resource);

        Assert.Equal("Bearer token-1", await client.GetStringAsync("/echo", Ct));
        Assert.Equal("Bearer token-2", await client.GetStringAsync("/echo", Ct));
    }

    [Fact]
    public async Task An_issuer_that_gives_no_token_fails_the_call_and_not_the_next_one()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store);
        using HttpClient client = CreateOwnClient(resource);
        issuer.IsAvailable = false;

        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync("/echo", Ct));

        issuer.IsAvailable = true;
        Assert.Equal("Bearer token-1", await client.GetStringAsync("/echo", Ct));
    }

    [Fact]
    public async Task An_answer_that_is_no_token_response_fails_the_call_as_any_other_failure_of_the_issuers()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        issuer.TokenEndpoint = issuer.Url + "/page";
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store);
        using HttpClient client = CreateOwnClient(resource);

        HttpRequestException failure = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync("/echo", Ct));

        Assert.Contains("token response", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_secret_never_leaves_over_http()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using TestResource plain = await TestResource.StartReadyAsync(issuer, store);
        issuer.TokenEndpoint = new Uri(plain.Client.BaseAddress!, "/echo").AbsoluteUri;
        await using TestResource resource = await TestResource.StartReadyAsync(issuer, store);
        using HttpClient client = CreateOwnClient(resource);

        HttpRequestException refused = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync("/echo", Ct));

        Assert.Contains("https", refused.Message, StringComparison.Ordinal);
    }

    private static HttpClient CreateOwnClient(TestResource resource)
    {
        HttpClient client = resource.Services.GetRequiredService<IHttpClientFactory>().CreateClient("own");
        client.BaseAddress = resource.Client.BaseAddress;
        return client;
    }
}
