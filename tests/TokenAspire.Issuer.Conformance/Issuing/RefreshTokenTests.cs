using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.Issuing;

/// <summary>Refresh token rotation (RFC 6749 6, RFC 9700 4.14.2).</summary>
public abstract class RefreshTokenTests(IServerUnderTest server) : Clauses(server)
{
    private static readonly TimeSpan GraceWindow = TimeSpan.FromSeconds(10);

    // RFC 9700 4.14.2: a new one with each use.
    [Fact]
    public async Task Each_use_gives_the_next_token_of_the_chain()
    {
        using Browser browser = await LogInAsync();
        Answer first = await TokensAsync(browser, Registered.Web);

        Answer second = (await RefreshAsync(Registered.Web, first["refresh_token"])).AssertSuccess().AssertNotStored();
        Answer third = (await RefreshAsync(Registered.Web, second["refresh_token"])).AssertSuccess();

        Assert.Equal(3, new[] { first, second, third }.Select(answer => answer["refresh_token"]).Distinct(StringComparer.Ordinal).Count());
        Jwt before = new(first["access_token"]!);
        Jwt after = new(third["access_token"]!);
        Assert.NotEqual(before["jti"], after["jti"]);
        Assert.All((string[])["sub", "sid", "client_id", "scope", "iss"], claim => Assert.Equal(before[claim], after[claim]));
        Assert.Equal(before.Number("auth_time"), after.Number("auth_time"));
    }

    // RFC 6749 6: the scope may shrink for the new access token.
    [Fact]
    public async Task Scope_may_shrink()
    {
        using Browser browser = await LogInAsync();
        Answer first = await TokensAsync(browser, Registered.Web);

        Answer narrow = (await RefreshAsync(Registered.Web, first["refresh_token"], "orders:read")).AssertSuccess();

        Assert.Equal("orders:read", narrow["scope"]);
        Assert.Equal("orders:read", new Jwt(narrow["access_token"]!)["scope"]);
    }

    // RFC 6749 6: it must not include what the resource owner did not grant.
    [Theory]
    [InlineData("openid offline_access orders:read orders:write")]
    [InlineData("orders:write")]
    [InlineData("orders:refund")]
    [InlineData("unknown")]
    public async Task Scope_never_grows(string scope)
    {
        using Browser browser = await LogInAsync();
        Answer first = await TokensAsync(browser, Registered.Web);

        (await RefreshAsync(Registered.Web, first["refresh_token"], scope)).AssertError("invalid_scope");

        (await RefreshAsync(Registered.Web, first["refresh_token"])).AssertSuccess();
    }

    // RFC 6749 10.4: bound to the client.
    [Fact]
    public async Task Another_client_gets_nothing_for_it_and_ends_nothing()
    {
        using Browser browser = await LogInAsync();
        Answer first = await TokensAsync(browser, Registered.Web);

        (await RefreshAsync(Registered.Other, first["refresh_token"])).AssertError("invalid_grant");
        (await RefreshAsync(Registered.Native, first["refresh_token"])).AssertError("invalid_grant");

        (await RefreshAsync(Registered.Web, first["refresh_token"])).AssertSuccess();
    }

    // A response can be lost on its way: the same client asks again and continues the same chain.
    [Fact]
    public async Task A_retry_after_a_lost_response_gets_the_same_successor()
    {
        using Browser browser = await LogInAsync();
        Answer first = await TokensAsync(browser, Registered.Web);

        Answer lost = (await RefreshAsync(Registered.Web, first["refresh_token"])).AssertSuccess();
        Answer retried = (await RefreshAsync(Registered.Web, first["refresh_token"])).AssertSuccess();

        Assert.Equal(lost["refresh_token"], retried["refresh_token"]);
        (await RefreshAsync(Registered.Web, retried["refresh_token"])).AssertSuccess();
    }

    // RFC 9700 4.14.2: once the successor is in use, its predecessor can only be stolen.
    [Fact]
    public async Task Replay_of_a_token_whose_successor_was_used_ends_the_family()
    {
        using Browser browser = await LogInAsync();
        Answer first = await TokensAsync(browser, Registered.Web);
        Answer second = (await RefreshAsync(Registered.Web, first["refresh_token"])).AssertSuccess();
        Answer third = (await RefreshAsync(Registered.Web, second["refresh_token"])).AssertSuccess();

        (await RefreshAsync(Registered.Web, first["refresh_token"])).AssertError("invalid_grant");

        (await RefreshAsync(Registered.Web, third["refresh_token"])).AssertError("invalid_grant");
        await AssertActiveAsync(third["access_token"], expected: false);
    }

    // RFC 9700 4.14.2: nor does a client retry after so long.
    [Fact]
    public async Task Replay_after_the_grace_window_ends_the_family_and_its_access_tokens()
    {
        using Browser browser = await LogInAsync();
        Answer first = await TokensAsync(browser, Registered.Web);
        Answer second = (await RefreshAsync(Registered.Web, first["refresh_token"])).AssertSuccess();
        await AssertActiveAsync(second["access_token"]);
        Server.Advance(GraceWindow + TimeSpan.FromSeconds(1));

        (await RefreshAsync(Registered.Web, first["refresh_token"])).AssertError("invalid_grant");

        await AssertActiveAsync(first["access_token"], expected: false);
        await AssertActiveAsync(second["access_token"], expected: false);
        await AssertActiveAsync(second["refresh_token"], expected: false);
        (await RefreshAsync(Registered.Web, second["refresh_token"])).AssertError("invalid_grant");
    }

    // RFC 9700 4.14.2: an absolute end, however often it is refreshed.
    [Fact]
    public async Task A_family_ends_however_often_it_is_refreshed()
    {
        using Browser browser = OpenBrowser();
        Answer tokens = await TokensAsync(browser, Registered.Web);

        Server.Advance(Registered.RefreshFamilyLifetime / 2);
        tokens = (await RefreshAsync(Registered.Web, tokens["refresh_token"])).AssertSuccess();
        Server.Advance(Registered.RefreshFamilyLifetime / 2);

        (await RefreshAsync(Registered.Web, tokens["refresh_token"])).AssertError("invalid_grant");
    }

    // RFC 9700 4.14.2: one that nobody uses ends before.
    [Fact]
    public async Task An_unused_token_ends()
    {
        using Browser browser = OpenBrowser();
        Answer tokens = await TokensAsync(browser, Registered.Web);

        Server.Advance(Registered.RefreshTokenLifetime);

        (await RefreshAsync(Registered.Web, tokens["refresh_token"])).AssertError("invalid_grant");
    }

    // RFC 6749 5.2.
    [Theory]
    [InlineData(null, "invalid_request")]
    [InlineData("unknown", "invalid_grant")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "invalid_grant")]
    public async Task What_is_no_refresh_token_is_refused(string? refreshToken, string error) =>
        (await RefreshAsync(Registered.Web, refreshToken)).AssertError(error);

    // RFC 8725 3.11: nor is a token of another kind one.
    [Fact]
    public async Task Other_tokens_do_not_refresh()
    {
        using Browser browser = await LogInAsync();
        Answer tokens = await TokensAsync(browser, Registered.Web);

        Assert.Contains((await RefreshAsync(Registered.Web, tokens["access_token"]))["error"], (string[])["invalid_grant", "invalid_request"]);
        Assert.Contains((await RefreshAsync(Registered.Web, tokens["id_token"]))["error"], (string[])["invalid_grant", "invalid_request"]);
    }
}
