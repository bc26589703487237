using System.Net;
using TokenAspire.Issuer.Devices;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.Devices;

public sealed class DeviceCookieTests(IssuerHost host) : IClassFixture<IssuerHost>
{
    private const string Suspicions = "tokenaspire.issuer.suspicions";

    [Fact]
    public async Task A_browser_gets_a_device_cookie_at_login_that_only_https_and_no_script_sees()
    {
        Browser browser = new(host.CreateBrowser());

        using HttpResponseMessage login = await browser.LogInAsync("alice", IssuerHost.DevelopmentPassword);

        string cookie = Assert.Single(login.Headers.GetValues("Set-Cookie"), value => value.StartsWith(DeviceCookie.Name, StringComparison.Ordinal));
        Assert.StartsWith("__Host-", cookie, StringComparison.Ordinal);
        foreach (string attribute in (string[])["secure", "httponly", "path=/", "samesite=lax", "max-age="])
        {
            Assert.Contains(attribute, cookie, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task A_second_browser_is_reported_and_the_first_one_and_a_known_one_are_not()
    {
        using RecordedMetrics metrics = new(host);
        Browser laptop = new(host.CreateBrowser());
        Browser phone = new(host.CreateBrowser());

        await LogInAsync(laptop);
        await LogInAsync(laptop);
        Assert.Equal(0, metrics.Count(Suspicions, ("kind", "new_device")));

        await LogInAsync(phone);
        await LogInAsync(phone);
        Assert.Equal(1, metrics.Count(Suspicions, ("kind", "new_device")));
    }

    [Fact]
    public async Task A_family_is_bound_to_the_browser_that_authorized_it()
    {
        Browser browser = new(host.CreateBrowser());
        (await browser.LogInAsync("carol", IssuerHost.DevelopmentPassword)).Dispose();
        string token = (await browser.RedeemAsync(await browser.AuthorizeAsync())).GetProperty("refresh_token").GetString()!;
        Browser thief = new(host.CreateBrowser());
        (await thief.LogInAsync("alice", IssuerHost.DevelopmentPassword)).Dispose();
        using RecordedMetrics metrics = new(host);

        Assert.Equal("invalid_grant", (await thief.RefreshAsync(token)).GetProperty("error").GetString());
        Assert.True((await browser.RefreshAsync(token)).TryGetProperty("refresh_token", out _));

        Assert.Equal(1, metrics.Count("tokenaspire.issuer.refreshes", ("outcome", "device_mismatch")));
        Assert.Equal(1, metrics.Count(Suspicions, ("kind", "new_device")));
    }

    // By the page itself, which starts a new session even where there is one.
    private static async Task LogInAsync(Browser browser)
    {
        string page = "/login?returnUrl=" + Uri.EscapeDataString(Browser.AuthorizeUrl());
        using HttpResponseMessage login = await browser.PostLoginAsync(page, "bob", IssuerHost.DevelopmentPassword);
        Assert.Equal(HttpStatusCode.SeeOther, login.StatusCode);
    }
}
