using System.Net;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.Store;

/// <summary>On a Postgres of its own, since it is stopped.</summary>
public sealed class OutageTests : IAsyncLifetime
{
    private readonly Stores _stores = new();
    private readonly IssuerHost _host;

    public OutageTests() => _host = new IssuerHost(_stores);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _stores.InitializeAsync();
        await _host.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _stores.DisposeAsync();
    }

    [Fact]
    public async Task Without_Postgres_keys_are_served_and_the_rest_is_503_until_it_is_back()
    {
        Browser browser = new(_host.CreateBrowser());
        (await browser.LogInAsync("alice", IssuerHost.DevelopmentPassword)).Dispose();

        await _stores.StopPostgresAsync(Cancel);
        using HttpResponseMessage jwks = await browser.Http.GetAsync("/.well-known/openid-configuration/jwks", Cancel);
        using HttpResponseMessage discovery = await browser.Http.GetAsync("/.well-known/openid-configuration", Cancel);
        using HttpResponseMessage authorize = await browser.Http.GetAsync(Browser.AuthorizeUrl(), Cancel);
        using HttpResponseMessage health = await browser.Http.GetAsync("/health", Cancel);

        Assert.Equal(HttpStatusCode.OK, jwks.StatusCode);
        Assert.Equal(HttpStatusCode.OK, discovery.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, authorize.StatusCode);
        Assert.NotNull(authorize.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);

        await _stores.StartPostgresAsync(Cancel);
        Assert.NotEmpty(await browser.AuthorizeAsync());
    }
}
