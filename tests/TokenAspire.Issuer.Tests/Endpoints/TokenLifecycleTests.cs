using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TokenAspire.Issuer.Tests.Support;

namespace TokenAspire.Issuer.Tests.Endpoints;

/// <summary>What clients see of a token's life, over the whole issuer with its real stores.</summary>
public sealed class TokenLifecycleTests(IssuerHost host) : IClassFixture<IssuerHost>
{
    private const string WrongVerifier = "another-code-verifier-that-is-long-enough-for-the-rule";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_live_access_token_is_active_and_opens_userinfo()
    {
        Browser browser = await LoggedInAsync();
        string accessToken = Text(await browser.RedeemAsync(await browser.AuthorizeAsync()), "access_token");

        JsonElement active = await browser.IntrospectAsync(accessToken);
        Assert.True(active.GetProperty("active").GetBoolean());
        Assert.Equal("alice", Text(active, "username"));
        Assert.Equal("acme", Text(active, "tenant_id"));
        Assert.Equal("openid offline_access orders:read", Text(active, "scope"));

        using HttpResponseMessage userInfo = await browser.UserInfoAsync(accessToken);
        JsonElement claims = await userInfo.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Assert.Equal(Text(active, "sub"), Text(claims, "sub"));
        Assert.False(claims.TryGetProperty("name", out _), "the scope profile was not granted");
    }

    [Fact]
    public async Task A_revoked_access_token_is_inactive_at_once_and_opens_nothing()
    {
        Browser browser = await LoggedInAsync();
        string accessToken = Text(await browser.RedeemAsync(await browser.AuthorizeAsync()), "access_token");

        using HttpResponseMessage revocation = await browser.RevokeAsync(accessToken);

        Assert.Equal(HttpStatusCode.OK, revocation.StatusCode);
        await AssertInactiveAsync(browser, accessToken);
        using HttpResponseMessage userInfo = await browser.UserInfoAsync(accessToken);
        Assert.Equal(HttpStatusCode.Unauthorized, userInfo.StatusCode);
        Assert.Contains("invalid_token", userInfo.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revoking_an_access_token_again_adds_nothing_to_the_journal()
    {
        Browser browser = await LoggedInAsync();
        string accessToken = Text(await browser.RedeemAsync(await browser.AuthorizeAsync()), "access_token");
        string tokenId = Text(await browser.IntrospectAsync(accessToken), "jti");

        for (int time = 0; time < 3; time++)
        {
            using HttpResponseMessage revocation = await browser.RevokeAsync(accessToken);
            Assert.Equal(HttpStatusCode.OK, revocation.StatusCode);
        }

        Assert.Equal(["jti"], await host.QueryAsync<string>("select kind from revocation_journal where value = $1", tokenId));
    }

    [Fact]
    public async Task Revoking_a_refresh_token_takes_the_access_tokens_of_its_family_along()
    {
        Browser browser = await LoggedInAsync();
        JsonElement first = await browser.RedeemAsync(await browser.AuthorizeAsync());
        JsonElement second = await browser.RefreshAsync(Text(first, "refresh_token"));
        JsonElement ofAnotherFamily = await browser.RedeemAsync(await browser.AuthorizeAsync());

        (await browser.RevokeAsync(Text(second, "refresh_token"))).Dispose();

        await AssertInactiveAsync(browser, Text(first, "access_token"));
        await AssertInactiveAsync(browser, Text(second, "access_token"));
        await AssertInactiveAsync(browser, Text(second, "refresh_token"));
        Assert.Equal("invalid_grant", Text(await browser.RefreshAsync(Text(second, "refresh_token")), "error"));
        Assert.True((await browser.IntrospectAsync(Text(ofAnotherFamily, "access_token"))).GetProperty("active").GetBoolean());
    }

    [Fact]
    public async Task A_retry_of_a_refresh_gets_the_same_tokens_and_scopes_again()
    {
        Browser browser = await LoggedInAsync();
        string refreshToken = Text(await browser.RedeemAsync(await browser.AuthorizeAsync()), "refresh_token");

        JsonElement lost = await browser.RefreshAsync(refreshToken, scope: "orders:read");
        JsonElement retried = await browser.RefreshAsync(refreshToken);

        Assert.Equal("orders:read", Text(lost, "scope"));
        Assert.Equal("orders:read", Text(retried, "scope"));
        Assert.Equal(Text(lost, "refresh_token"), Text(retried, "refresh_token"));
        Assert.Equal(
            Text(await browser.IntrospectAsync(Text(lost, "access_token")), "jti"),
            Text(await browser.IntrospectAsync(Text(retried, "access_token")), "jti"));
    }

    [Fact]
    public async Task Replay_after_the_grace_window_ends_the_session_and_its_access_tokens()
    {
        Browser browser = await LoggedInAsync();
        JsonElement first = await browser.RedeemAsync(await browser.AuthorizeAsync());
        JsonElement second = await browser.RefreshAsync(Text(first, "refresh_token"));
        host.Time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal("invalid_grant", Text(await browser.RefreshAsync(Text(first, "refresh_token")), "error"));

        await AssertInactiveAsync(browser, Text(first, "access_token"));
        await AssertInactiveAsync(browser, Text(second, "access_token"));
        Assert.Equal("invalid_grant", Text(await browser.RefreshAsync(Text(second, "refresh_token")), "error"));
        using HttpResponseMessage authorize = await browser.Http.GetAsync(Browser.AuthorizeUrl(), Cancel);
        Assert.StartsWith("/login?", authorize.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Second_use_of_a_code_revokes_its_tokens_only_for_whoever_has_the_verifier()
    {
        Browser browser = await LoggedInAsync();
        string code = await browser.AuthorizeAsync();
        JsonElement tokens = await browser.RedeemAsync(code);

        Assert.Equal("invalid_grant", Text(await browser.RedeemAsync(code, WrongVerifier), "error"));
        Assert.True((await browser.IntrospectAsync(Text(tokens, "access_token"))).GetProperty("active").GetBoolean());

        Assert.Equal("invalid_grant", Text(await browser.RedeemAsync(code), "error"));
        await AssertInactiveAsync(browser, Text(tokens, "access_token"));
        Assert.Equal("invalid_grant", Text(await browser.RefreshAsync(Text(tokens, "refresh_token")), "error"));
    }

    [Fact]
    public async Task A_client_that_lost_a_scope_gets_it_by_no_refresh()
    {
        Browser browser = await LoggedInAsync();
        string refreshToken = Text(await browser.RedeemAsync(await browser.AuthorizeAsync()), "refresh_token");

        // The client cli, its orders:read (the fourth of its scopes) taken away.
        await using IssuerHost later = new(host.Stores) { ConnectionString = host.ConnectionString, Settings = { ["Registrations:Clients:1:Scopes:3"] = "orders:write" } };
        JsonElement refreshed = await new Browser(later.CreateBrowser()).RefreshAsync(refreshToken);

        Assert.Equal("openid offline_access", Text(refreshed, "scope"));
    }

    private static async Task AssertInactiveAsync(Browser browser, string token) =>
        Assert.Equal("""{"active":false}""", (await browser.IntrospectAsync(token)).GetRawText());

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;

    private async Task<Browser> LoggedInAsync()
    {
        Browser browser = new(host.CreateBrowser());
        (await browser.LogInAsync("alice", IssuerHost.DevelopmentPassword)).Dispose();
        return browser;
    }
}
