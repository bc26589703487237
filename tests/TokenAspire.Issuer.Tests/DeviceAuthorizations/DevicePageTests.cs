using System.Net;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.DeviceAuthorizations;

public sealed class DevicePageTests(IssuerHost host) : IClassFixture<IssuerHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/device", "/device")]
    [InlineData("/device?user_code=bcdfghjk", "/device?user_code=BCDF-GHJK")]
    [InlineData("/device?user_code=<script>", "/device")]
    public async Task The_page_asks_for_a_login_first_and_is_returned_to(string page, string returnUrl)
    {
        Browser browser = new(host.CreateBrowser());
        using HttpResponseMessage response = await browser.Http.GetAsync(page, Cancel);
        Assert.Equal("/login?returnUrl=" + Uri.EscapeDataString(returnUrl), response.Headers.Location!.OriginalString);

        using HttpResponseMessage login = await browser.PostLoginAsync(response.Headers.Location.OriginalString, "alice", IssuerHost.DevelopmentPassword);

        Assert.Equal(returnUrl, login.Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.OK, (await browser.Http.GetAsync(returnUrl, Cancel)).StatusCode);
    }

    [Theory]
    [InlineData("/device?user_code=AEIO-UAEI")]
    [InlineData("/device?user_code=BCDF-GHJK&x=y")]
    [InlineData("/device#x")]
    [InlineData("/devices")]
    public async Task A_login_leads_to_no_other_address_that_looks_like_the_page(string returnUrl)
    {
        using HttpResponseMessage response = await host.CreateBrowser().GetAsync("/login?returnUrl=" + Uri.EscapeDataString(returnUrl), Cancel);

        Assert.Equal("/error?error=invalid_request", response.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task The_page_allows_no_script_and_no_framing_and_needs_the_anti_forgery_token()
    {
        Browser browser = await LoggedInAsync();
        using HttpResponseMessage page = await browser.Http.GetAsync("/device", Cancel);
        string policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.Equal("default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'", policy);

        using HttpResponseMessage forged = await browser.PostAsync("/device", new(StringComparer.Ordinal) { ["user_code"] = "BCDF-GHJK", ["decision"] = "approve" });

        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
    }

    [Fact]
    public async Task Guessing_is_stopped_for_the_session_and_then_for_the_address()
    {
        await using IssuerHost limited = new(host.Stores)
        {
            ConnectionString = host.ConnectionString,
            Settings = { ["Issuer:UserCodes:TriesPerSession"] = "3", ["Issuer:UserCodes:TriesPerAddress"] = "5" },
        };
        Browser first = await LoggedInAsync(limited);
        Browser second = await LoggedInAsync(limited);

        int[] ofFirst = await GuessAsync(first, 4);
        int[] ofSecond = await GuessAsync(second, 2);

        Assert.Equal([200, 200, 200, 429], ofFirst);
        Assert.Equal([200, 429], ofSecond);
    }

    private static async Task<int[]> GuessAsync(Browser browser, int times)
    {
        List<int> statuses = [];
        for (int guess = 0; guess < times; guess++)
        {
            using HttpResponseMessage response = await browser.PostFormAsync("/device", "/device", new(StringComparer.Ordinal) { ["user_code"] = "BCDF-GHJK" });
            Assert.DoesNotContain("Connect this device", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
            statuses.Add((int)response.StatusCode);
        }

        return [.. statuses];
    }

    private Task<Browser> LoggedInAsync() => LoggedInAsync(host);

    private static async Task<Browser> LoggedInAsync(IssuerHost host)
    {
        Browser browser = new(host.CreateBrowser());
        (await browser.LogInAsync("alice", IssuerHost.DevelopmentPassword)).Dispose();
        return browser;
    }
}
