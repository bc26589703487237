using System.Text.Json;
using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.Issuing;

/// <summary>Which grants there are, and for whom (RFC 6749 4.4 and 5.2; RFC 9700 2.1.2 and 2.4).</summary>
public abstract class GrantTypeTests(IServerUnderTest server) : Clauses(server)
{
    // RFC 9700 2.1.2: no implicit, no hybrid.
    [Theory]
    [InlineData("token", "unsupported_response_type")]
    [InlineData("id_token", "unsupported_response_type")]
    [InlineData("id_token token", "unsupported_response_type")]
    [InlineData("code id_token", "unsupported_response_type")]
    [InlineData("code token", "unsupported_response_type")]
    [InlineData("none", "unsupported_response_type")]
    [InlineData("CODE", "unsupported_response_type")]
    [InlineData(null, "invalid_request")]
    public async Task The_only_response_type_is_code(string? responseType, string error)
    {
        using Browser browser = OpenBrowser();

        Answer answer = await browser.SendAsync(new AuthorizationRequest(Registered.Web) { ["response_type"] = responseType, ["nonce"] = "n" });

        AssertRedirectError(answer, error);
        Assert.Empty(answer.Location.Fragment);
    }

    // RFC 6749 5.2; RFC 9700 2.4: no password grant.
    [Theory]
    [InlineData("password")]
    [InlineData("implicit")]
    [InlineData("Authorization_Code")]
    [InlineData("urn:ietf:params:oauth:grant-type:saml2-bearer")]
    public async Task An_unknown_grant_is_unsupported(string grantType)
    {
        Answer answer = await PostAsync(Token, Registered.Web, ("grant_type", grantType), ("username", "alice"), ("password", Server.Password));

        answer.AssertError("unsupported_grant_type");
    }

    // RFC 6749 5.2.
    [Fact]
    public async Task A_missing_grant_is_an_invalid_request() =>
        (await PostAsync(Token, Registered.Worker, ("scope", "orders:read"))).AssertError("invalid_request");

    // RFC 6749 5.2.
    [Fact]
    public async Task A_grant_that_is_not_registered_for_the_client_is_unauthorized()
    {
        (await ClientCredentialsAsync(Registered.Web)).AssertError("unauthorized_client");
        (await RefreshAsync(Registered.CodeOnly, "any")).AssertError("unauthorized_client");
        (await PostAsync(Token, Registered.Worker, new AuthorizationRequest(Registered.Web).Redemption("any"))).AssertError("unauthorized_client");
    }

    // RFC 6749 4.4: for confidential clients only.
    [Fact]
    public async Task A_public_client_has_no_token_for_itself() =>
        (await ClientCredentialsAsync(Registered.Native)).AssertError("unauthorized_client");

    // RFC 6749 4.4.3: no refresh token.
    [Fact]
    public async Task A_client_gets_a_token_for_itself()
    {
        Answer answer = (await ClientCredentialsAsync(Registered.Worker, "orders:read")).AssertSuccess().AssertNotStored();

        Assert.Equal("Bearer", answer["token_type"]);
        Assert.Null(answer["refresh_token"]);
        Assert.Null(answer["id_token"]);
        Jwt token = new(answer["access_token"]!);
        Assert.Equal(Registered.Worker.ClientId, token["sub"]);
        Assert.Equal(Registered.Worker.ClientId, token["client_id"]);
        Assert.Equal(["orders"], token.Payload.GetProperty("aud").Deserialize<string[]>()!);
        Assert.False(token.Payload.TryGetProperty("sid", out _));
    }

    // RFC 6749 3.3: the default is told in the answer; identity scopes are about a person.
    [Fact]
    public async Task Without_a_scope_a_client_gets_its_registered_ones()
    {
        Answer answer = (await ClientCredentialsAsync(Registered.Worker)).AssertSuccess();

        Assert.Equal("inventory:read orders:read", answer["scope"]);
    }

    // RFC 6749 5.2.
    [Theory]
    [InlineData("orders:write")]
    [InlineData("orders:read orders:write")]
    [InlineData("unknown")]
    [InlineData("openid")]
    [InlineData("offline_access")]
    [InlineData("orders:read\u00a0inventory:read")]
    public async Task A_scope_beyond_the_registered_ones_is_refused(string scope) =>
        (await ClientCredentialsAsync(Registered.Worker, scope)).AssertError("invalid_scope");

    // RFC 6749 4.1.2.1.
    [Theory]
    [InlineData("openid orders:refund")]
    [InlineData("unknown")]
    [InlineData(null)]
    public async Task A_person_cannot_grant_what_the_client_may_not_ask(string? scope)
    {
        using Browser browser = OpenBrowser();

        AssertRedirectError(await browser.SendAsync(new AuthorizationRequest(Registered.Web) { ["scope"] = scope }), "invalid_scope");
    }
}
