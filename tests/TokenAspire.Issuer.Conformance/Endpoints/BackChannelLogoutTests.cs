using System.Net;
using System.Text.Json;
using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.Endpoints;

/// <summary>Clients hear of the end of a session from the server itself (OIDC Back-Channel Logout 1.0).</summary>
public abstract class BackChannelLogoutTests(IServerUnderTest server) : LogoutClauses(server)
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    // OIDC Back-Channel Logout 2.4 and 2.5.
    [Fact]
    public async Task A_client_of_the_session_is_sent_a_logout_token()
    {
        using Browser browser = await LogInAfreshAsync();
        Jwt idToken = new((await TokensAsync(browser, Registered.Web))["id_token"]!);

        LogoutNotice notice = await LogOutAsync(browser, idToken);

        Jwt token = notice.Token;
        Assert.Equal("application/x-www-form-urlencoded", notice.ContentType);
        Assert.Equal("logout_token=" + token, notice.Body);
        Assert.Equal("logout+jwt", token.Header.GetProperty("typ").GetString());
        Assert.Equal("RS256", token.Header.GetProperty("alg").GetString());
        Assert.True(token.IsSignedBy((await GetAsync(At("/.well-known/openid-configuration/jwks"))).Json));
        Assert.All((string[])["iss", "sub", "sid"], claim => Assert.Equal(idToken[claim], token[claim]));
        Assert.Equal(Registered.Web.ClientId, token["aud"]);
        Assert.NotEmpty(token["jti"]!);
        Assert.InRange(token.Number("exp") - token.Number("iat"), 1, 120);
        Assert.InRange(token.Number("iat"), Server.Now.ToUnixTimeSeconds() - 60, Server.Now.ToUnixTimeSeconds());
        JsonProperty happened = Assert.Single(token.Payload.GetProperty("events").EnumerateObject());
        Assert.Equal((Event, "{}"), (happened.Name, happened.Value.GetRawText()));
        Assert.False(token.Payload.TryGetProperty("nonce", out _));
    }

    // OIDC Back-Channel Logout 2.3 and 2.5: each once, and nobody who has nothing to do with it.
    [Fact]
    public async Task Only_clients_of_the_session_that_want_to_be_told_are()
    {
        using Browser bystander = await LogInAfreshAsync("bob");
        Jwt ofBystander = new((await TokensAsync(bystander, Registered.Web))["id_token"]!);
        using Browser browser = await LogInAfreshAsync();
        await TokensAsync(browser, Registered.Web);
        await TokensAsync(browser, Registered.Other);
        Jwt idToken = new((await TokensAsync(browser, Registered.Web))["id_token"]!);

        await LogOutAsync(browser, idToken);
        await LogOutAsync(bystander, ofBystander); // whatever was queued before has been told by now

        Assert.Single(Server.LogoutReceiver.Notices, notice => notice.Token["sid"] == idToken["sid"]);
        Assert.All(Server.LogoutReceiver.Notices, notice => Assert.Equal(Registered.Web.ClientId, notice.Token["aud"]));
    }

    // OIDC Back-Channel Logout 2.5: whoever is told may rely on it.
    [Fact]
    public async Task Whoever_is_told_finds_the_sessions_tokens_dead()
    {
        using Browser browser = await LogInAfreshAsync();
        Answer tokens = await TokensAsync(browser, Registered.Web);

        await LogOutAsync(browser, new Jwt(tokens["id_token"]!));

        await AssertActiveAsync(tokens["access_token"], expected: false);
        (await RefreshAsync(Registered.Web, tokens["refresh_token"])).AssertError("invalid_grant");
    }

    // RFC 9700 4.14.2: a session ends in more ways than a logout.
    [Fact]
    public async Task A_session_that_ends_for_a_replayed_refresh_token_is_told_too()
    {
        using Browser browser = await LogInAfreshAsync();
        Answer tokens = await TokensAsync(browser, Registered.Web);
        (await RefreshAsync(Registered.Web, tokens["refresh_token"])).AssertSuccess();
        Server.Advance(TimeSpan.FromSeconds(11));

        (await RefreshAsync(Registered.Web, tokens["refresh_token"])).AssertError("invalid_grant");

        await Server.LogoutReceiver.WaitForAsync(new Jwt(tokens["id_token"]!)["sid"]!);
    }

    // OIDC Back-Channel Logout 2.8: a client that did not take it is told again, and can see that it is the same.
    [Fact]
    public async Task A_client_that_fails_is_told_again()
    {
        using Browser browser = await LogInAfreshAsync();
        Jwt idToken = new((await TokensAsync(browser, Registered.Web))["id_token"]!);
        Server.LogoutReceiver.RefuseOnce(idToken["sid"]!);
        await LogOutAsync(browser, idToken);

        Server.Advance(TimeSpan.FromSeconds(20));

        LogoutNotice[] notices = await Server.LogoutReceiver.WaitForAsync(idToken["sid"]!, count: 2);
        Assert.Single(notices.Select(notice => notice.Token["jti"]).Distinct(StringComparer.Ordinal));
    }

    // OIDC Back-Channel Logout 2.4 and 5, RFC 8725 3.11 and 3.12: it is a token of one kind and opens nothing else.
    [Fact]
    public async Task A_logout_token_is_no_other_token()
    {
        using Browser browser = await LogInAfreshAsync();
        string token = (await LogOutAsync(browser, new Jwt((await TokensAsync(browser, Registered.Web))["id_token"]!))).Token.ToString();
        using Browser another = await LogInAfreshAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(UserInfo, token)).Status);
        await AssertActiveAsync(token, expected: false);
        Assert.NotEqual(HttpStatusCode.OK, (await RefreshAsync(Registered.Web, token)).Status);
        await AskedAsync(another, ("id_token_hint", token));
        Assert.True(await IsLoggedInAsync(another));
    }

    // OIDC Back-Channel Logout 2.1.
    [Fact]
    public async Task Discovery_says_that_clients_are_told_and_by_session()
    {
        JsonElement document = (await GetAsync(At("/.well-known/openid-configuration"))).Json;

        Assert.True(document.GetProperty("backchannel_logout_supported").GetBoolean());
        Assert.True(document.GetProperty("backchannel_logout_session_supported").GetBoolean());
    }

    // The first notice that comes of it.
    private async Task<LogoutNotice> LogOutAsync(Browser browser, Jwt idToken)
    {
        await browser.GetAsync(EndSession(("id_token_hint", idToken.ToString())));
        return (await Server.LogoutReceiver.WaitForAsync(idToken["sid"]!))[0];
    }
}
