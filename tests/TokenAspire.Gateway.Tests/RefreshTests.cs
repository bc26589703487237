using System.Net;
using TokenAspire.Gateway.Tests.Hosting;

namespace TokenAspire.Gateway.Tests;

public sealed class RefreshTests(SharedGateway shared) : GatewayTests(shared)
{
    [Fact]
    public async Task A_token_is_refreshed_shortly_before_its_end_and_not_earlier()
    {
        using Browser browser = Gateway.OpenBrowser();
        await browser.LogInAsync();
        string first = Issuer.LastAccessToken;
        Gateway.Time.Now += TimeSpan.FromMinutes(3.9);
        using HttpResponseMessage early = await browser.CallAsync("/api/orders");
        Gateway.Time.Now += TimeSpan.FromMinutes(0.2);

        using HttpResponseMessage due = await browser.CallAsync("/api/orders");
        using HttpResponseMessage next = await browser.CallAsync("/api/orders");

        Assert.Equal("Bearer " + first, await early.SeenAsync("Authorization"));
        Assert.NotEqual(first, Issuer.LastAccessToken);
        Assert.Equal("Bearer " + Issuer.LastAccessToken, await due.SeenAsync("Authorization"));
        Assert.Equal("Bearer " + Issuer.LastAccessToken, await next.SeenAsync("Authorization"));
        Assert.Equal(1, Issuer.Count("refresh_token"));
    }

    [Fact]
    public async Task Many_requests_at_once_refresh_once_and_a_late_one_with_the_old_cookie_gets_the_same()
    {
        using Browser browser = Gateway.OpenBrowser();
        await browser.LogInAsync();
        Gateway.Time.Now += TimeSpan.FromMinutes(6);
        Browser[] tabs = [.. Enumerable.Range(0, 20).Select(_ => browser.Copy())];

        HttpResponseMessage[] answers = await Task.WhenAll(tabs.Select(tab => tab.CallAsync("/api/orders")));
        using Browser late = browser.Copy();
        using HttpResponseMessage lateAnswer = await late.CallAsync("/api/orders");

        Assert.Equal(1, Issuer.Count("refresh_token"));
        foreach (HttpResponseMessage answer in answers.Append(lateAnswer))
        {
            Assert.Equal("Bearer " + Issuer.LastAccessToken, await answer.SeenAsync("Authorization"));
            answer.Dispose();
        }

        Assert.All(tabs.Append(late), tab => Assert.NotEqual(browser.Cookies[Browser.SessionCookie], tab.Cookies[Browser.SessionCookie]));
        Array.ForEach(tabs, tab => tab.Dispose());
    }

    [Fact]
    public async Task A_refused_refresh_ends_the_cookie_and_says_so()
    {
        using Browser browser = Gateway.OpenBrowser();
        await browser.LogInAsync();
        Issuer.RefusesRefresh = true;
        Gateway.Time.Now += TimeSpan.FromMinutes(4.5);

        using HttpResponseMessage response = await browser.CallAsync("/api/orders");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("session_ended", await response.ReasonAsync());
        Assert.Empty(browser.Cookies);
        Assert.Equal(0, Passed);
    }

    // OIDC Core section 12.2.
    [Theory]
    [InlineData("name", "Alicia", true)]
    [InlineData("sub", "mallory-id", false)]
    [InlineData("sub", null, false)]
    [InlineData("sid", "another-session", false)]
    [InlineData("iss", "https://another.test", false)]
    [InlineData("aud", "cli", false)]
    [InlineData("azp", "cli", false)]
    [InlineData("nonce", "another", false)]
    [InlineData("at_hash", "another", false)]
    public async Task A_refreshed_id_token_that_is_about_another_login_ends_the_session(string claim, string? value, bool isGood)
    {
        using Browser browser = Gateway.OpenBrowser();
        await browser.LogInAsync();
        Gateway.Time.Now += TimeSpan.FromMinutes(4.5);
        Issuer.RefreshesIdToken = true;
        Issuer.IdToken = payload =>
        {
            payload.Remove("nonce");
            payload.Remove("auth_time");
            payload[claim] = value;
        };

        using HttpResponseMessage response = await browser.CallAsync("/api/orders");

        Assert.Equal(isGood ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(isGood ? null : "session_ended", isGood ? null : await response.ReasonAsync());
        Assert.Equal(isGood, browser.Cookies.ContainsKey(Browser.SessionCookie));
    }

    [Fact]
    public async Task While_the_issuer_is_down_a_good_token_keeps_working_and_an_expired_one_waits()
    {
        using Browser browser = Gateway.OpenBrowser();
        await browser.LogInAsync();
        Issuer.IsAvailable = false;
        Gateway.Time.Now += TimeSpan.FromMinutes(4.5);
        using HttpResponseMessage good = await browser.CallAsync("/api/orders");
        Gateway.Time.Now += TimeSpan.FromMinutes(2);

        using HttpResponseMessage expired = await browser.CallAsync("/api/orders");

        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, expired.StatusCode);
        Assert.Equal("issuer_unavailable", await expired.ReasonAsync());
        Assert.NotNull(expired.Headers.RetryAfter);
        Assert.Contains(Browser.SessionCookie, browser.Cookies);
    }

    [Fact]
    public async Task A_short_life_is_refreshed_at_its_half()
    {
        Issuer.AccessTokenLifetime = TimeSpan.FromSeconds(20);
        using Browser browser = Gateway.OpenBrowser();
        await browser.LogInAsync();
        Gateway.Time.Now += TimeSpan.FromSeconds(9);
        using HttpResponseMessage early = await browser.CallAsync("/api/orders");
        int before = Issuer.Count("refresh_token");
        Gateway.Time.Now += TimeSpan.FromSeconds(1);

        using HttpResponseMessage due = await browser.CallAsync("/api/orders");

        Assert.Equal(0, before);
        Assert.Equal(1, Issuer.Count("refresh_token"));
    }
}
