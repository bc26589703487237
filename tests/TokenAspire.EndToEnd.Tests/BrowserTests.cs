using System.Net;
using Microsoft.Playwright;
using TokenAspire.EndToEnd.Tests.Browsers;
using TokenAspire.EndToEnd.Tests.Topology;
using TokenAspire.TestTopology;

namespace TokenAspire.EndToEnd.Tests;

/// <summary>The gateway's page in a real Chromium.</summary>
public sealed class BrowserTests(SharedTopology topology, Chromium chromium)
{
    [Fact]
    public async Task Alice_logs_in_orders_and_sees_the_services_that_her_token_has_passed()
    {
        await using Shop shop = await Shop.OpenAsync(chromium, topology);

        await shop.LogInAsync("alice");
        await shop.OrderAsync();

        await Assertions.Expect(shop.Page.Locator("#hops li")).ToHaveTextAsync(["gateway", "orders", "inventory", "shipping"]);
        await Assertions.Expect(shop.Page.Locator("#orders tbody tr").First).ToContainTextAsync("widget");
        await Assertions.Expect(shop.Page.Locator("#who")).ToContainTextAsync("acme");
        Assert.Empty(shop.Complaints);
    }

    [Fact]
    public async Task A_session_that_is_ended_on_the_issuers_page_is_refused_at_the_next_call_and_the_page_says_why()
    {
        await using Shop shop = await Shop.OpenAsync(chromium, topology);
        await shop.LogInAsync("bob");
        Assert.Equal("200", await shop.CallAgainAsync());

        double told = TimesTold();
        await shop.EndSessionAtIssuerAsync();
        await Eventually.TrueAsync("the issuer tells the gateway", () => TimesTold() > told);
        Assert.False(topology.Telemetry.Mentions("A logout token was refused"));
        await Eventually.TrueAsync("the page is refused", async () => await shop.CallAgainAsync() != "200");

        await ExpectToldWhyAsync(shop);
        Assert.DoesNotContain(await shop.Profile.CookiesAsync(), cookie => cookie.Name.StartsWith("__Host-gateway", StringComparison.Ordinal));
        Assert.Empty(shop.Complaints);
    }

    [Fact]
    public async Task A_person_ends_their_other_browsers_session_and_then_their_own_and_each_next_call_says_why()
    {
        await using Shop here = await Shop.OpenAsync(chromium, topology);
        await using Shop there = await Shop.OpenAsync(chromium, topology);
        await there.LogInAsync("carol");
        await here.LogInAsync("carol");
        (string own, string other) = (await here.SessionAsync(), await there.SessionAsync());
        await Assertions.Expect(here.SessionRow(own)).ToContainTextAsync("this browser");
        await Assertions.Expect(here.SessionRow(other)).Not.ToContainTextAsync("this browser");
        await Assertions.Expect(here.SessionRow(other)).ToContainTextAsync("on Linux");
        await Assertions.Expect(here.SessionRow(other)).ToContainTextAsync("TokenAspire shop");

        Assert.Equal("204", await here.EndSessionAsync(other));

        await Assertions.Expect(here.Notice).ToContainTextAsync("has ended");
        await Assertions.Expect(here.SessionRow(other)).ToHaveCountAsync(0);
        await Assertions.Expect(here.Page.Locator("#sessions-title")).ToBeFocusedAsync();
        await ExpectRefusedAsync(there);
        Assert.Equal("200", await here.CallAgainAsync());

        Assert.Equal("204", await here.EndSessionAsync(own));

        await Assertions.Expect(here.SessionRow(own).GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        await Assertions.Expect(here.Page.GetByRole(AriaRole.Button, new() { Name = "Call again" })).ToBeFocusedAsync();
        await ExpectRefusedAsync(here);
        Assert.Empty(here.Complaints.Concat(there.Complaints));
    }

    [Fact]
    public async Task Nothing_that_a_script_can_see_contains_a_token()
    {
        await using Shop shop = await Shop.OpenAsync(chromium, topology);
        await shop.LogInAsync("alice");
        string everything = await VisibleToScripts.StateAsync(shop.Page);

        VisibleToScripts visible = VisibleToScripts.Of(shop.Page);
        await shop.GoToStartAsync();
        await shop.OrderAsync();
        everything += await visible.ReadAsync();
        await shop.Page.GetByRole(AriaRole.Button, new() { Name = "Log out" }).ClickAsync();
        await shop.ExpectLoggedOutAsync();
        everything += await VisibleToScripts.StateAsync(shop.Page);

        // It is what it looks for: the tokens of a client that does see them.
        TestTopology.Clients.TokenResponse tokens = await topology.LogInAsync("alice");
        Assert.All([tokens.AccessToken, tokens.RefreshToken!, tokens.IdToken!], token => Assert.NotNull(VisibleToScripts.FindToken($"\"{token}\"")));
        Assert.Contains("preferred_username", everything, StringComparison.Ordinal);
        Assert.Null(VisibleToScripts.FindToken(everything));
    }

    [Fact]
    public async Task Logging_out_ends_the_cookie_and_the_tokens()
    {
        await using Shop shop = await Shop.OpenAsync(chromium, topology);
        await shop.LogInAsync("carol");
        BrowserContextCookiesResult copy = await SessionCookieAsync(shop);

        await shop.Page.GetByRole(AriaRole.Button, new() { Name = "Log out" }).ClickAsync();
        await shop.ExpectLoggedOutAsync();

        Assert.DoesNotContain(await shop.Profile.CookiesAsync(), cookie => cookie.Name == copy.Name);
        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, "/api/orders", (copy.Name, copy.Value));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.StartsWith("revoked_", await response.ReasonAsync(), StringComparison.Ordinal);

        // The issuer's own session has ended too: it asks again who it is.
        await shop.Page.GetByRole(AriaRole.Link, new() { Name = "Log in" }).ClickAsync();
        await Assertions.Expect(shop.Page.GetByLabel("Password")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.Empty(shop.Complaints);
    }

    private static async Task ExpectRefusedAsync(Shop shop)
    {
        Assert.StartsWith("401", await shop.CallAgainAsync(), StringComparison.Ordinal);
        await ExpectToldWhyAsync(shop);
    }

    private static async Task ExpectToldWhyAsync(Shop shop)
    {
        Assert.StartsWith("401 revoked_session: This session was ended.", await shop.LastAnswerAsync(), StringComparison.Ordinal);
        await Assertions.Expect(shop.Notice).ToContainTextAsync("This session was ended.");
        await shop.ExpectLoggedOutAsync();
    }

    // OIDC Back-Channel Logout 1.0, 2.5.
    private double TimesTold() => topology.Telemetry.Total("http.server.request.duration", ("http.route", "/bff/backchannel-logout"));

    private static async Task<BrowserContextCookiesResult> SessionCookieAsync(Shop shop) =>
        (await shop.Profile.CookiesAsync()).Single(cookie => cookie.Name == "__Host-gateway-session");

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, (string Name, string Value) cookie)
    {
        using HttpClient client = topology.App.CreateHttpClient("gateway", "https");
        using HttpRequestMessage request = new(method, path);
        request.Headers.Add("Cookie", $"{cookie.Name}={cookie.Value}");
        request.Headers.Add("X-CSRF", "1");
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
