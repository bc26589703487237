using System.Net;
using System.Text.Json;
using TokenAspire.Issuer.Revocations;
using TokenAspire.Issuer.Store;
using TokenAspire.Issuer.Tests.Support;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Tests.ReferenceTokens;

public sealed class ReferenceTokenTests(ReferenceTokenTests.Host host) : IClassFixture<ReferenceTokenTests.Host>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_tells_nothing_itself_and_introspection_and_userinfo_everything()
    {
        Browser browser = await LoggedInAsync();
        JsonElement answer = await browser.RedeemAsync(await browser.AuthorizeAsync());
        string token = Text(answer, "access_token");

        Assert.Equal(43, token.Length);
        Assert.Equal("Bearer", Text(answer, "token_type"));
        JsonElement active = await browser.IntrospectAsync(token);
        Assert.True(active.GetProperty("active").GetBoolean());
        Assert.Equal("alice", Text(active, "username"));
        Assert.Equal("cli", Text(active, "client_id"));
        Assert.Equal("orders", active.GetProperty("aud")[0].GetString());
        Assert.Equal("openid offline_access orders:read", Text(active, "scope"));
        using HttpResponseMessage userInfo = await browser.UserInfoAsync(token);
        Assert.Equal(HttpStatusCode.OK, userInfo.StatusCode);
    }

    [Fact]
    public async Task Only_its_hash_is_stored()
    {
        Browser browser = await LoggedInAsync();
        string token = Text(await browser.RedeemAsync(await browser.AuthorizeAsync()), "access_token");

        Assert.DoesNotContain(token, await host.QueryAsync<string>("select row_to_json(t)::text from reference_tokens t"));
        Assert.Single(await host.QueryAsync<string>(
            "select claims from reference_tokens where token_hash = sha256(convert_to($1, 'UTF8'))", token));
    }

    [Fact]
    public async Task A_refresh_gives_another_one()
    {
        Browser browser = await LoggedInAsync();
        JsonElement first = await browser.RedeemAsync(await browser.AuthorizeAsync());
        JsonElement second = await browser.RefreshAsync(Text(first, "refresh_token"));

        Assert.NotEqual(Text(first, "access_token"), Text(second, "access_token"));
        Assert.True((await browser.IntrospectAsync(Text(second, "access_token"))).GetProperty("active").GetBoolean());
    }

    [Fact]
    public async Task Its_client_revokes_it_and_no_other_does()
    {
        Browser browser = await LoggedInAsync();
        string token = Text(await browser.RedeemAsync(await browser.AuthorizeAsync()), "access_token");
        using FormUrlEncodedContent foreign = new(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["client_id"] = "ops", ["client_secret"] = IssuerHost.OpsSecret, ["token"] = token,
        });

        (await browser.Http.PostAsync("/connect/revocation", foreign, Cancel)).Dispose();
        Assert.True((await browser.IntrospectAsync(token)).GetProperty("active").GetBoolean());

        (await browser.RevokeAsync(token)).Dispose();
        await AssertInactiveAsync(browser, token);
        using HttpResponseMessage userInfo = await browser.UserInfoAsync(token);
        Assert.Equal(HttpStatusCode.Unauthorized, userInfo.StatusCode);
    }

    [Theory]
    [InlineData("jti")]
    [InlineData("sid")]
    [InlineData("sub")]
    [InlineData("client_id")]
    public async Task Every_kind_of_revocation_reaches_it(string claim)
    {
        Browser browser = await LoggedInAsync();
        string token = Text(await browser.RedeemAsync(await browser.AuthorizeAsync()), "access_token");
        string value = Text(await browser.IntrospectAsync(token), claim);
        Assert.True(RevocationKinds.TryParse(claim, out RevocationKind kind));

        await host.Get<TokenRevoker>().RevokeAsync(kind, value, "test", "test", Cancel);

        await AssertInactiveAsync(browser, token);
        host.Time.Advance(TimeSpan.FromSeconds(1)); // past the cut-off, for the next test
    }

    [Fact]
    public async Task The_end_of_its_family_is_its_end()
    {
        Browser browser = await LoggedInAsync();
        JsonElement answer = await browser.RedeemAsync(await browser.AuthorizeAsync());

        (await browser.RevokeAsync(Text(answer, "refresh_token"))).Dispose();

        await AssertInactiveAsync(browser, Text(answer, "access_token"));
    }

    [Fact]
    public async Task It_expires_and_leaves()
    {
        Browser browser = await LoggedInAsync();
        string token = Text(await browser.RedeemAsync(await browser.AuthorizeAsync()), "access_token");

        host.Time.Advance(TimeSpan.FromMinutes(5));
        await AssertInactiveAsync(browser, token);
        host.Time.Advance(TimeSpan.FromSeconds(1));
        await host.Get<ExpiredRows>().DeleteAsync(Cancel);

        Assert.Empty(await host.QueryAsync<string>(
            "select claims from reference_tokens where token_hash = sha256(convert_to($1, 'UTF8'))", token));
    }

    [Fact]
    public async Task A_refresh_token_is_no_access_token()
    {
        Browser browser = await LoggedInAsync();
        string refreshToken = Text(await browser.RedeemAsync(await browser.AuthorizeAsync()), "refresh_token");

        using HttpResponseMessage userInfo = await browser.UserInfoAsync(refreshToken);

        Assert.Equal(HttpStatusCode.Unauthorized, userInfo.StatusCode);
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

    /// <summary>An issuer whose client cli (the second) gets reference tokens.</summary>
    public sealed class Host : IssuerHost
    {
        public Host(Stores stores)
            : base(stores) => Settings["Registrations:Clients:1:AccessTokenType"] = "Reference";
    }
}
