using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.JsonWebTokens;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.ResourceIndicators;

public sealed class ResourceIndicatorTests(IssuerHost host) : IClassFixture<IssuerHost>
{
    private const string Scope = "openid offline_access orders:read inventory:read shipping:write";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_asked_for_at_authorize_is_all_that_the_grant_can_give()
    {
        Browser browser = await LoggedInAsync();
        JsonElement answer = await browser.RedeemAsync(await AuthorizeAsync(browser, "urn:tokenaspire:orders", "inventory"));

        AssertFor(answer, "openid offline_access orders:read inventory:read", "inventory", "orders");
        JsonElement refreshed = await browser.RefreshAsync(Text(answer, "refresh_token"));
        AssertFor(refreshed, "openid offline_access orders:read inventory:read", "inventory", "orders");
        Assert.Equal("invalid_target", Text(await RefreshAsync(browser, refreshed, "shipping"), "error"));

        // The refusal has not spent the refresh token.
        host.Time.Advance(TimeSpan.FromMinutes(1));
        AssertFor(await RefreshAsync(browser, refreshed, "orders"), "openid offline_access orders:read", "orders");
    }

    [Fact]
    public async Task A_resource_at_the_token_request_narrows_the_access_token_and_not_the_grant()
    {
        Browser browser = await LoggedInAsync();
        Dictionary<string, string> form = Browser.CodeForm(await AuthorizeAsync(browser));
        form["resource"] = "inventory";

        JsonElement answer = await browser.PostTokenAsync(form);
        AssertFor(answer, "openid offline_access inventory:read", "inventory");

        JsonElement orders = await RefreshAsync(browser, answer, "orders");
        AssertFor(orders, "openid offline_access orders:read", "orders");
        AssertFor(await browser.RefreshAsync(Text(orders, "refresh_token")), Scope, "inventory", "orders", "shipping");
    }

    [Fact]
    public async Task A_retry_gets_the_same_resource_again()
    {
        Browser browser = await LoggedInAsync();
        JsonElement answer = await browser.RedeemAsync(await AuthorizeAsync(browser));

        AssertFor(await RefreshAsync(browser, answer, "orders"), "openid offline_access orders:read", "orders");
        AssertFor(await RefreshAsync(browser, answer, "orders"), "openid offline_access orders:read", "orders");
    }

    [Fact]
    public async Task A_wrong_resource_does_not_spend_the_code()
    {
        Browser browser = await LoggedInAsync();
        string code = await AuthorizeAsync(browser, "orders");
        Dictionary<string, string> form = Browser.CodeForm(code);
        form["resource"] = "shipping";

        Assert.Equal("invalid_target", Text(await browser.PostTokenAsync(form), "error"));
        AssertFor(await browser.RedeemAsync(code), "openid offline_access orders:read", "orders");
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("urn:tokenaspire:orders#fragment")]
    [InlineData("issuer")]
    public async Task An_unknown_resource_is_told_to_the_client(string resource)
    {
        Browser browser = await LoggedInAsync();
        using HttpResponseMessage answer = await browser.Http.GetAsync(AuthorizeUrl(resource), Cancel);

        Assert.Equal("invalid_target", QueryHelpers.ParseQuery(answer.Headers.Location!.Query)["error"].ToString());
    }

    [Fact]
    public async Task The_resources_survive_the_login_page()
    {
        using HttpClient http = host.CreateBrowser();
        Browser browser = new(http);
        using HttpResponseMessage login = await http.GetAsync(AuthorizeUrl("orders", "inventory"), Cancel);
        using HttpResponseMessage loggedIn = await browser.PostLoginAsync(login.Headers.Location!.ToString(), "alice", IssuerHost.DevelopmentPassword);
        using HttpResponseMessage answer = await http.GetAsync(loggedIn.Headers.Location, Cancel);

        string code = QueryHelpers.ParseQuery(answer.Headers.Location!.Query)["code"].ToString();
        AssertFor(await browser.RedeemAsync(code), "openid offline_access orders:read inventory:read", "inventory", "orders");
    }

    private static void AssertFor(JsonElement answer, string scope, params string[] audiences)
    {
        Assert.Equal(scope, Text(answer, "scope"));
        Assert.Equal(audiences, new JsonWebToken(Text(answer, "access_token")).Audiences.ToArray());
    }

    private static Task<JsonElement> RefreshAsync(Browser browser, JsonElement answer, string resource)
    {
        Dictionary<string, string> form = Browser.RefreshForm(Text(answer, "refresh_token"));
        form["resource"] = resource;
        return browser.PostTokenAsync(form);
    }

    private static string AuthorizeUrl(params string[] resources) =>
        Browser.AuthorizeUrl(Scope) + string.Concat(resources.Select(resource => "&resource=" + Uri.EscapeDataString(resource)));

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;

    private static async Task<string> AuthorizeAsync(Browser browser, params string[] resources)
    {
        using HttpResponseMessage answer = await browser.Http.GetAsync(AuthorizeUrl(resources), Cancel);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        return QueryHelpers.ParseQuery(answer.Headers.Location!.Query)["code"].ToString();
    }

    private async Task<Browser> LoggedInAsync()
    {
        Browser browser = new(host.CreateBrowser());
        (await browser.LogInAsync("alice", IssuerHost.DevelopmentPassword)).Dispose();
        return browser;
    }
}
