using System.Net;
using Microsoft.Net.Http.Headers;
using TokenAspire.Gateway.Tests.Hosting;
using TokenAspire.Revocation;

namespace TokenAspire.Gateway.Tests;

public sealed class SessionTests(SharedGateway shared) : GatewayTests(shared)
{
    private const string NextSecret = "the next secret, again of enough characters";

    [Fact]
    public async Task The_session_is_out_of_reach_of_scripts_and_of_other_sites()
    {
        using Browser browser = Gateway.OpenBrowser();
        await browser.LogInAsync();

        SetCookieHeaderValue cookie = browser.LastSetCookies.Single(set => set.Name.Equals(Browser.SessionCookie, StringComparison.Ordinal));

        Assert.True(cookie.HttpOnly);
        Assert.True(cookie.Secure);
        Assert.Equal(SameSiteMode.Lax, cookie.SameSite);
        Assert.Equal("/", cookie.Path.ToString());
        Assert.False(cookie.Domain.HasValue);
    }

    [Fact]
    public async Task The_token_goes_downstream_and_the_cookie_and_a_foreign_token_do_not()
    {
        using Browser browser = Gateway.OpenBrowser();
        await browser.LogInAsync();

        using HttpResponseMessage response = await browser.SendAsync(
            HttpMethod.Get, "/api/orders", ("X-CSRF", "1"), ("Authorization", "Bearer somebody-elses"), ("DPoP", "a.b.c"));

        Assert.Equal("Bearer " + Issuer.LastAccessToken, await response.SeenAsync("Authorization"));
        Assert.Null(await response.SeenAsync("Cookie"));
        Assert.Null(await response.SeenAsync("DPoP"));
    }

    [Fact]
    public async Task A_token_without_a_cookie_passes_as_before()
    {
        using Browser browser = Gateway.OpenBrowser();
        await browser.LogInAsync();
        using Browser app = Gateway.OpenBrowser();

        using HttpResponseMessage good = await app.SendAsync(HttpMethod.Get, "/api/orders", ("Authorization", "Bearer " + Issuer.LastAccessToken));
        using HttpResponseMessage bad = await app.SendAsync(HttpMethod.Get, "/api/orders", ("Authorization", "Bearer junk"));

        Assert.Equal("Bearer " + Issuer.LastAccessToken, await good.SeenAsync("Authorization"));
        Assert.Equal("malformed", await bad.ReasonAsync());
    }

    [Theory]
    [InlineData("GET", "/api/orders", null, null)]
    [InlineData("POST", "/api/orders", null, "cross-site")]
    [InlineData("POST", "/api/orders", "1", "cross-site")]
    [InlineData("POST", "/API/orders", null, "same-origin")]
    [InlineData("PUT", "/api/inventory/items/widget", "1", "same-site")]
    [InlineData("DELETE", "/api/orders/1", "0", "same-origin")]
    [InlineData("GET", "/api/orders", "1", "none")]
    [InlineData("GET", "/bff/user", null, "same-origin")]
    [InlineData("GET", "/bff/sessions", null, "same-origin")]
    [InlineData("DELETE", "/bff/sessions/9b2f3b1e-7a0b-4f0e-9d50-0123456789ab", null, "same-origin")]
    [InlineData("DELETE", "/bff/sessions/9b2f3b1e-7a0b-4f0e-9d50-0123456789ab", "1", "cross-site")]
    [InlineData("POST", "/bff/logout", null, "cross-site")]
    [InlineData("POST", "/bff/logout", "1", "cross-site")]
    public async Task A_request_that_may_come_from_another_site_does_nothing(string method, string path, string? header, string? site)
    {
        using Browser browser = Gateway.OpenBrowser();
        await browser.LogInAsync();
        (string, string)[] headers = [.. new[] { ("X-CSRF", header), ("Sec-Fetch-Site", site) }.Where(pair => pair.Item2 is not null).Select(pair => (pair.Item1, pair.Item2!))];

        using HttpResponseMessage response = await browser.SendAsync(new HttpMethod(method), path, headers);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("cross_site", await response.ReasonAsync());
        Assert.Equal(0, Passed);
        Assert.Contains(Browser.SessionCookie, browser.Cookies);
        Assert.DoesNotContain(Issuer.Requests, request => request.Path == "/revocation");
        Assert.Empty(Issuer.Sessions.Requests);
    }

    [Fact]
    public async Task A_cookie_that_this_gateway_has_not_written_is_refused_and_taken_away()
    {
        await using GatewayHost foreign = await Gateway.StartReplicaAsync(("Bff:CookieSecret", "another secret of 32 characters or more"));
        using Browser elsewhere = foreign.OpenBrowser();
        await elsewhere.LogInAsync();
        string made = elsewhere.Cookies[Browser.SessionCookie];
        foreach (string value in new[] { made, made[..^1] + (made[^1] == 'A' ? 'B' : 'A'), "junk", "chunks-2", "chunks-2147483647", "%00", new string('a', 3000) })
        {
            using Browser browser = Gateway.OpenBrowser();
            browser.Cookies[Browser.SessionCookie] = value;

            using HttpResponseMessage response = await browser.SendAsync(
                HttpMethod.Get, "/api/orders", ("X-CSRF", "1"), ("Authorization", "Bearer " + Issuer.LastAccessToken));

            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal("session_unknown", await response.ReasonAsync());
            Assert.DoesNotContain(Browser.SessionCookie, browser.Cookies);
        }

        Assert.Equal(0, Passed);
    }

    [Fact]
    public async Task Pieces_of_two_sessions_make_none_and_nothing_of_them_is_logged()
    {
        Issuer.Padding = 4000;
        using Browser alice = Gateway.OpenBrowser();
        await alice.LogInAsync();
        Issuer.SessionId = Guid.NewGuid().ToString();
        using Browser mallory = Gateway.OpenBrowser();
        await mallory.LogInAsync();
        string piece = mallory.Cookies[Browser.SessionCookie + "C1"] = alice.Cookies[Browser.SessionCookie + "C1"];

        using HttpResponseMessage response = await mallory.CallAsync("/api/orders");

        Assert.Equal("session_unknown", await response.ReasonAsync());
        Assert.Empty(mallory.Cookies);
        Assert.Equal(0, Passed);
        Assert.DoesNotContain(Gateway.Log.Lines, line => line.StartsWith("Information ", StringComparison.Ordinal) && line.Contains(piece, StringComparison.Ordinal));
        Assert.DoesNotContain(Gateway.Log.Errors, line => line.Contains("TokenAspire.Gateway", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cookie_of_one_purpose_is_none_of_another()
    {
        using Browser browser = Gateway.OpenBrowser();
        await browser.BeginAsync();
        browser.Cookies[Browser.SessionCookie] = browser.Cookies.Single(cookie => cookie.Key.StartsWith("__Host-gateway-login", StringComparison.Ordinal)).Value;

        using HttpResponseMessage response = await browser.CallAsync("/api/orders");

        Assert.Equal("session_unknown", await response.ReasonAsync());
    }

    [Fact]
    public async Task Every_replica_reads_the_cookies_of_every_other()
    {
        using Browser browser = Gateway.OpenBrowser();
        await browser.LogInAsync();
        await using GatewayHost replica = await Gateway.StartReplicaAsync();
        await using GatewayHost changed = await Gateway.StartReplicaAsync(
            ("Bff:CookieSecret", NextSecret), ("Bff:PreviousCookieSecret", GatewayHost.CookieSecret));

        foreach (GatewayHost other in new[] { replica, changed })
        {
            using Browser there = browser.Copy(other);
            using HttpResponseMessage response = await there.CallAsync("/api/orders");
            Assert.Equal("Bearer " + Issuer.LastAccessToken, await response.SeenAsync("Authorization"));
        }
    }

    [Fact]
    public async Task While_the_secret_changes_replicas_of_both_kinds_read_what_either_writes()
    {
        (string, string)[][] settings =
        [
            [("Bff:CookieSecret", GatewayHost.CookieSecret), ("Bff:PreviousCookieSecret", NextSecret)],
            [("Bff:CookieSecret", NextSecret), ("Bff:PreviousCookieSecret", GatewayHost.CookieSecret)],
        ];
        await using GatewayHost announced = await Gateway.StartReplicaAsync(settings[0]);
        await using GatewayHost changed = await Gateway.StartReplicaAsync(settings[1]);

        foreach ((GatewayHost writing, GatewayHost reading) in new[] { (announced, changed), (changed, announced), (announced, Gateway) })
        {
            using Browser browser = writing.OpenBrowser();
            await browser.LogInAsync();
            using Browser there = browser.Copy(reading);
            using HttpResponseMessage response = await there.CallAsync("/api/orders");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task A_session_too_large_for_one_cookie_takes_several()
    {
        Issuer.Padding = 4000;
        using Browser browser = Gateway.OpenBrowser();
        await browser.LogInAsync();

        using HttpResponseMessage response = await browser.CallAsync("/api/orders");

        Assert.Equal("Bearer " + Issuer.LastAccessToken, await response.SeenAsync("Authorization"));
        Assert.Contains(Browser.SessionCookie + "C1", browser.Cookies);
        Assert.All(browser.Cookies, cookie => Assert.True(cookie.Key.Length + cookie.Value.Length < 4096));
    }

    [Fact]
    public async Task A_session_expires_whatever_was_refreshed()
    {
        // Of its own: by its clock the revocations of the other tests would be long past.
        await using GatewayHost gateway = await GatewayHost.StartAsync(Store);
        using Browser browser = gateway.OpenBrowser();
        await browser.LogInAsync();
        gateway.Time.Now += TimeSpan.FromHours(11);
        using HttpResponseMessage refreshed = await browser.CallAsync("/api/orders");
        gateway.Time.Now += TimeSpan.FromHours(1);

        using HttpResponseMessage response = await browser.CallAsync("/api/orders");

        Assert.Equal(HttpStatusCode.OK, refreshed.StatusCode);
        Assert.Equal("session_expired", await response.ReasonAsync());
        Assert.Empty(browser.Cookies);
    }

    [Fact]
    public async Task A_revoked_session_is_refused_with_its_reason_and_its_cookie_ends()
    {
        using Browser browser = Gateway.OpenBrowser();
        await browser.LogInAsync();
        using HttpResponseMessage before = await browser.CallAsync("/api/orders");
        using Browser copy = browser.Copy();

        await Store.RevokeAsync(RevocationKind.Session, Issuer.SessionId);
        string? reason = null;
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(10));
        while (reason is null)
        {
            await timer.WaitForNextTickAsync(limit.Token);
            using HttpResponseMessage response = await browser.CallAsync("/api/orders");
            reason = response.StatusCode == HttpStatusCode.OK ? null : await response.ReasonAsync();
        }

        using HttpResponseMessage user = await copy.CallAsync("/bff/user");
        Assert.Equal("revoked_session", reason);
        Assert.Empty(browser.Cookies);
        Assert.Equal("revoked_session", await user.ReasonAsync());
        Assert.Contains(Gateway.Log.Lines, line => line.Contains("Token refused: revoked_session", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_is_logged_in_without_a_session()
    {
        using Browser browser = Gateway.OpenBrowser();

        using HttpResponseMessage response = await browser.CallAsync("/bff/user");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Empty(browser.LastSetCookies);
    }
}
