using System.Net;
using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.Endpoints;

/// <summary>The userinfo endpoint (OIDC Core 5.3, RFC 6750).</summary>
public abstract class UserInfoTests(IServerUnderTest server) : Clauses(server)
{
    // OIDC Core 5.3.2: the same subject as the id token's.
    [Fact]
    public async Task It_tells_what_the_scopes_opened()
    {
        using Browser browser = await LogInAsync();
        Answer withProfile = await TokensAsync(browser, Registered.Web, "openid profile");
        Answer without = await TokensAsync(browser, Registered.Web, "openid orders:read");

        Answer told = (await GetAsync(UserInfo, withProfile["access_token"])).AssertSuccess().AssertNotStored();
        Answer less = (await GetAsync(UserInfo, without["access_token"])).AssertSuccess();

        Assert.Equal(new Jwt(withProfile["id_token"]!)["sub"], told["sub"]);
        Assert.Equal("alice", told["preferred_username"]);
        Assert.Equal("acme", told["tenant_id"]);
        Assert.Equal(["sub"], less.Json.EnumerateObject().Select(member => member.Name));
    }

    // OIDC Core 5.3.1: by POST too.
    [Fact]
    public async Task It_answers_a_post()
    {
        using Browser browser = await LogInAsync();
        string token = (await TokensAsync(browser, Registered.Web))["access_token"]!;

        (await PostAsync(UserInfo, [], $"Bearer {token}")).AssertSuccess();
    }

    // RFC 6750 3 and 3.1.
    [Fact]
    public async Task Without_a_token_it_names_the_scheme_and_no_error()
    {
        Answer answer = await GetAsync(UserInfo);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        string challenge = answer.Headers.WwwAuthenticate.ToString();
        Assert.Contains("Bearer", challenge, StringComparison.Ordinal);
        Assert.DoesNotContain("error=", challenge, StringComparison.Ordinal);
    }

    // RFC 6750 3.1.
    [Theory]
    [InlineData("unknown")]
    [InlineData("a.b.c")]
    [InlineData("....")]
    public async Task A_wrong_token_is_invalid(string token)
    {
        Answer answer = await GetAsync(UserInfo, token);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Contains("error=\"invalid_token\"", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    // OIDC Core 5.3: for tokens of an OpenID Connect request only. RFC 8725 3.11: an id token and a refresh token are none.
    [Fact]
    public async Task Only_an_access_token_with_openid_opens_it()
    {
        using Browser browser = await LogInAsync();
        Answer tokens = await TokensAsync(browser, Registered.Web);
        Answer withoutOpenId = await TokensAsync(browser, Registered.Web, "orders:read");
        Answer ofClient = (await ClientCredentialsAsync(Registered.Worker)).AssertSuccess();

        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(UserInfo, tokens["id_token"])).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(UserInfo, tokens["refresh_token"])).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(UserInfo, new Jwt(tokens["access_token"]!).Forge("sub", "x"))).Status);
        foreach (Answer other in (Answer[])[withoutOpenId, ofClient])
        {
            Answer answer = await GetAsync(UserInfo, other["access_token"]);
            Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
            Assert.Contains("insufficient_scope", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        }
    }

    // RFC 6750 2: one token in one place; not in the address (RFC 9700 4.3.2).
    [Fact]
    public async Task A_token_in_the_address_does_not_count()
    {
        using Browser browser = await LogInAsync();
        string token = (await TokensAsync(browser, Registered.Web))["access_token"]!;

        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(At("/connect/userinfo?access_token=" + token))).Status);
        string header = $"Authorization: Bearer {token}\r\n";
        Assert.Equal(HttpStatusCode.BadRequest, (await RawRequest.SendAsync(Server.Issuer, RawRequest.Form("/connect/userinfo", header + header, ""))).Status);
    }
}
