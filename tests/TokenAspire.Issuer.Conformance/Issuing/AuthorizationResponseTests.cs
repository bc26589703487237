using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.Issuing;

/// <summary>What comes back to the client (RFC 6749 4.1.2, RFC 9207) and what its id token says (OIDC Core 2 and 3.1.3.6).</summary>
public abstract class AuthorizationResponseTests(IServerUnderTest server) : Clauses(server)
{
    private string Identifier => Server.Issuer.GetLeftPart(UriPartial.Authority);

    // RFC 9207 2.
    [Fact]
    public async Task Iss_is_in_a_success_response()
    {
        using Browser browser = await LogInAsync();

        Answer answer = await browser.SendAsync(new AuthorizationRequest(Registered.Web));

        Assert.NotNull(answer.Parameter("code"));
        Assert.Equal(Identifier, answer.Parameter("iss"));
    }

    // RFC 9207 2.
    [Fact]
    public async Task Iss_is_in_an_error_response()
    {
        using Browser browser = OpenBrowser();

        Answer answer = await browser.SendAsync(new AuthorizationRequest(Registered.Web) { ["scope"] = "unknown" });

        AssertRedirectError(answer, "invalid_scope");
        Assert.Equal(Identifier, answer.Parameter("iss"));
    }

    // RFC 6749 4.1.2 and 4.1.2.1: the exact value received.
    [Theory]
    [InlineData("simple")]
    [InlineData("with spaces & ampersands = and + plus % percent")]
    [InlineData("ümläut 漢字 😀")]
    [InlineData("</script>\"'")]
    [InlineData("eyJhIjoiYiJ9.==")]
    public async Task State_is_returned_unchanged(string state)
    {
        using Browser browser = await LogInAsync();

        Answer success = await browser.SendAsync(new AuthorizationRequest(Registered.Web) { ["state"] = state });
        Answer error = await browser.SendAsync(new AuthorizationRequest(Registered.Web) { ["state"] = state, ["response_type"] = "token" });

        Assert.NotNull(success.Parameter("code"));
        Assert.Equal(state, success.Parameter("state"));
        Assert.Equal(state, error.Parameter("state"));
    }

    // RFC 6749 4.1.2: only if the request had one.
    [Fact]
    public async Task Without_state_none_is_returned()
    {
        using Browser browser = await LogInAsync();

        Answer answer = await browser.SendAsync(new AuthorizationRequest(Registered.Web) { ["state"] = null });

        Assert.DoesNotContain("state=", answer.Location.Query, StringComparison.Ordinal);
    }

    // OIDC Core 3.1.3.7 and 3.1.3.6.
    [Fact]
    public async Task The_id_token_tells_who_for_whom_and_with_which_access_token()
    {
        using Browser browser = await LogInAsync();

        Answer answer = await TokensAsync(browser, new AuthorizationRequest(Registered.Web, "openid profile") { ["nonce"] = "the nonce" });

        Jwt idToken = new(answer["id_token"]!);
        Assert.True(idToken.IsSignedBy((await GetAsync(At("/.well-known/openid-configuration/jwks"))).Json));
        Assert.Equal(Identifier, idToken["iss"]);
        Assert.Equal(Registered.Web.ClientId, idToken["aud"]);
        Assert.Equal(new Jwt(answer["access_token"]!)["sub"], idToken["sub"]);
        Assert.Equal(new Jwt(answer["access_token"]!)["sid"], idToken["sid"]);
        Assert.Equal("the nonce", idToken["nonce"]);
        Assert.Equal(Jwt.HalfHash(answer["access_token"]!), idToken["at_hash"]);
        Assert.Equal("alice", idToken["preferred_username"]);
        Assert.True(idToken.Number("exp") > idToken.Number("iat"));
        Assert.NotEqual("at+jwt", idToken.Header.GetProperty("typ").GetString());
    }

    // OIDC Core 2: present if and only if it was in the request.
    [Fact]
    public async Task Without_nonce_the_id_token_has_none()
    {
        using Browser browser = await LogInAsync();

        Assert.Null(new Jwt((await TokensAsync(browser, Registered.Web, "openid"))["id_token"]!)["nonce"]);
    }

    // OIDC Core 6.1 and 6.2: what is not supported is refused by its own code.
    [Fact]
    public async Task A_request_object_is_refused_or_understood_never_ignored()
    {
        using Browser browser = OpenBrowser();

        AssertRedirectError(
            await browser.SendAsync(new AuthorizationRequest(Registered.Web) { ["request"] = "eyJhbGciOiJub25lIn0.e30." }), "request_not_supported");
    }

    // OAuth 2.0 Multiple Response Type Encoding Practices 2.1.
    [Theory]
    [InlineData("fragment")]
    [InlineData("form_post")]
    [InlineData("unknown")]
    public async Task A_response_mode_that_is_not_listed_is_refused(string mode)
    {
        using Browser browser = OpenBrowser();

        Answer answer = await browser.SendAsync(new AuthorizationRequest(Registered.Web) { ["response_mode"] = mode });

        AssertRedirectError(answer, "invalid_request");
        Assert.Empty(answer.Location.Fragment);
    }
}
