using System.Text.Json;
using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.Issuing;

/// <summary>Redeeming a code (RFC 6749 4.1.2 and 4.1.3).</summary>
public abstract class AuthorizationCodeTests(IServerUnderTest server) : Clauses(server)
{
    // RFC 6749 5.1, RFC 9068 2.1 and 2.2.
    [Fact]
    public async Task A_code_is_exchanged_for_tokens()
    {
        using Browser browser = await LogInAsync();

        Answer answer = await TokensAsync(browser, Registered.Web);

        answer.AssertNotStored();
        Assert.Equal("application/json", answer.ContentType?.MediaType);
        Assert.Equal("Bearer", answer["token_type"]);
        Assert.Equal("openid offline_access orders:read", answer["scope"]);
        Assert.Equal(Registered.AccessTokenLifetime.TotalSeconds, answer.Json.GetProperty("expires_in").GetInt64());
        Jwt token = new(answer["access_token"]!);
        Assert.Equal("at+jwt", token.Header.GetProperty("typ").GetString());
        Assert.True(token.IsSignedBy((await GetAsync(At("/.well-known/openid-configuration/jwks"))).Json));
        Assert.Equal(Server.Issuer.GetLeftPart(UriPartial.Authority), token["iss"]);
        Assert.Equal(Registered.Web.ClientId, token["client_id"]);
        Assert.Equal("openid offline_access orders:read", token["scope"]);
        Assert.Equal(["orders"], token.Payload.GetProperty("aud").Deserialize<string[]>()!);
        Assert.Equal(token.Number("iat") + (long)Registered.AccessTokenLifetime.TotalSeconds, token.Number("exp"));
        Assert.All((string[])["sub", "jti", "sid", "tenant_id"], claim => Assert.NotEmpty(token[claim]!));
        Assert.Equal(["customer"], token.Payload.GetProperty("roles").Deserialize<string[]>()!);
        Assert.True(token.Number("auth_time") <= token.Number("iat"));
    }

    // RFC 6749 4.1.2.
    [Fact]
    public async Task A_code_lives_at_most_a_minute()
    {
        using Browser browser = await LogInAsync();
        (string code, AuthorizationRequest request) = await CodeAsync(browser, Registered.Web);

        Server.Advance(TimeSpan.FromSeconds(60));

        (await RedeemAsync(code, request)).AssertError("invalid_grant");
    }

    // RFC 6749 4.1.3: bound to the client.
    [Fact]
    public async Task A_code_of_another_client_is_refused_and_stays_good()
    {
        using Browser browser = await LogInAsync();
        (string code, AuthorizationRequest request) = await CodeAsync(browser, Registered.Web);

        (await PostAsync(Token, Registered.Other, request.Redemption(code))).AssertError("invalid_grant");

        (await RedeemAsync(code, request)).AssertSuccess();
    }

    // RFC 6749 4.1.3: and to the redirect URI of the request, even where another one is registered too.
    [Theory]
    [InlineData("https://client.example/callback?tenant=a", "invalid_grant")]
    [InlineData("https://client.example/", "invalid_grant")]
    [InlineData(null, "invalid_request")]
    public async Task A_code_is_redeemed_with_the_redirect_uri_of_its_request_only(string? redirectUri, string error)
    {
        using Browser browser = await LogInAsync();
        (string code, AuthorizationRequest request) = await CodeAsync(browser, Registered.Web);

        Dictionary<string, string?> redemption = request.Redemption(code);
        redemption["redirect_uri"] = redirectUri;

        (await PostAsync(Token, Registered.Web, redemption)).AssertError(error);
    }

    // RFC 6749 4.1.2: used more than once, it denies the request and revokes what it issued.
    [Fact]
    public async Task Second_use_of_a_code_revokes_its_tokens()
    {
        using Browser browser = await LogInAsync();
        (string code, AuthorizationRequest request) = await CodeAsync(browser, Registered.Web);
        Answer first = (await RedeemAsync(code, request)).AssertSuccess();
        Answer refreshed = (await RefreshAsync(Registered.Web, first["refresh_token"])).AssertSuccess();
        await AssertActiveAsync(refreshed["access_token"]);

        (await RedeemAsync(code, request)).AssertError("invalid_grant");

        await AssertActiveAsync(first["access_token"], expected: false);
        await AssertActiveAsync(refreshed["access_token"], expected: false);
        (await RefreshAsync(Registered.Web, refreshed["refresh_token"])).AssertError("invalid_grant");
    }

    // A second use by somebody who shows neither the client's secret nor the verifier is nobody's: it must not end a session.
    [Fact]
    public async Task Second_use_without_the_verifier_revokes_nothing()
    {
        using Browser browser = await LogInAsync();
        (string code, AuthorizationRequest request) = await CodeAsync(browser, Registered.Native);
        Answer tokens = (await RedeemAsync(code, request)).AssertSuccess();

        (await RedeemAsync(code, new AuthorizationRequest(Registered.Native))).AssertError("invalid_grant");

        await AssertActiveAsync(tokens["access_token"]);
    }

    // RFC 6749 10.5: what is no code at all.
    [Theory]
    [InlineData("x")]
    [InlineData("../../etc/passwd")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task An_unknown_code_is_refused(string code) =>
        (await RedeemAsync(code, new AuthorizationRequest(Registered.Web))).AssertError("invalid_grant");

    // OIDC Core 11: a refresh token is for offline_access only.
    [Fact]
    public async Task Without_offline_access_there_is_no_refresh_token()
    {
        using Browser browser = await LogInAsync();

        Answer answer = await TokensAsync(browser, Registered.Web, "openid orders:read");

        Assert.Null(answer["refresh_token"]);
        Assert.NotNull(answer["id_token"]);
    }

    // OIDC Core 3.1.2.1: without openid it is an OAuth request.
    [Fact]
    public async Task Without_openid_there_is_no_id_token()
    {
        using Browser browser = await LogInAsync();

        Assert.Null((await TokensAsync(browser, Registered.Web, "orders:read"))["id_token"]);
    }
}
