using System.Net;
using Microsoft.Net.Http.Headers;
using TokenAspire.Gateway.Tests.Edge;
using TokenAspire.Gateway.Tests.Hosting;

namespace TokenAspire.Gateway.Tests;

/// <summary>What becomes of an answer on its way from a service to a browser.</summary>
public sealed class ServiceAnswerTests(SharedGateway shared) : GatewayTests(shared)
{
    [Fact]
    public async Task A_service_sets_no_cookie_and_the_gateway_does()
    {
        using Browser browser = Gateway.OpenBrowser();
        await browser.LogInAsync();
        string first = browser.Cookies[Browser.SessionCookie];
        using HttpResponseMessage plain = await browser.CallAsync("/api/orders");
        IReadOnlyList<SetCookieHeaderValue> set = browser.LastSetCookies;
        Gateway.Time.Now += TimeSpan.FromMinutes(4.5);
        using HttpResponseMessage refreshed = await browser.CallAsync("/api/orders");

        Assert.Empty(set);
        Assert.DoesNotContain(browser.LastSetCookies, cookie => cookie.Value.Equals("planted", StringComparison.Ordinal));
        Assert.NotEqual(first, browser.Cookies[Browser.SessionCookie]);
    }

    // RFC 9111 section 3.5 would protect an answer to a request with an Authorization header; this one comes without.
    [Fact]
    public async Task An_answer_to_a_session_is_kept_by_nobody_whatever_its_service_says()
    {
        using Browser browser = Gateway.OpenBrowser();
        await browser.LogInAsync();
        using HttpResponseMessage plain = await browser.CallAsync("/api/orders");
        Gateway.Time.Now += TimeSpan.FromMinutes(4.5);
        using HttpResponseMessage refreshed = await browser.CallAsync("/api/orders");
        using Browser app = Gateway.OpenBrowser();
        using HttpResponseMessage token = await app.SendAsync(HttpMethod.Get, "/api/orders", ("Authorization", "Bearer " + Issuer.LastAccessToken));

        Assert.Equal("no-store", plain.Headers.CacheControl?.ToString());
        Assert.Equal("no-store", refreshed.Headers.CacheControl?.ToString());
        Assert.Equal("public, max-age=60", token.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task An_empty_failure_is_filled_where_it_is_the_gateways_own_and_stays_empty_where_it_is_the_services()
    {
        using Browser app = Gateway.OpenBrowser();
        (string, string) token = ("Authorization", "Bearer " + Tokens.Sign(Gateway.Time, "alice-id", "cli"));

        using HttpResponseMessage services = await app.SendAsync(HttpMethod.Get, "/api/orders/none", token);
        using HttpResponseMessage own = await app.SendAsync(HttpMethod.Get, "/api/none", token);
        using HttpResponseMessage refused = await app.SendAsync(HttpMethod.Get, "/api/orders/none");

        Assert.Equal(HttpStatusCode.NotFound, services.StatusCode);
        Assert.Empty(await services.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal(HttpStatusCode.NotFound, own.StatusCode);
        Assert.Equal("application/problem+json", own.Content.Headers.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
    }
}
