using System.Net;
using System.Text.Json;
using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.Endpoints;

/// <summary>Token introspection (RFC 7662).</summary>
public abstract class IntrospectionTests(IServerUnderTest server) : Clauses(server)
{
    // RFC 7662 2.2.
    [Fact]
    public async Task A_live_access_token_is_described()
    {
        using Browser browser = await LogInAsync();
        string token = (await TokensAsync(browser, Registered.Web))["access_token"]!;

        JsonElement answer = await IntrospectAsync(token);

        Jwt jwt = new(token);
        Assert.True(answer.GetProperty("active").GetBoolean());
        Assert.Equal("Bearer", answer.GetProperty("token_type").GetString());
        Assert.Equal("alice", answer.GetProperty("username").GetString());
        Assert.All((string[])["sub", "client_id", "scope", "iss", "jti", "sid", "tenant_id"],
            claim => Assert.Equal(jwt[claim], answer.GetProperty(claim).GetString()));
        Assert.All((string[])["exp", "iat"], claim => Assert.Equal(jwt.Number(claim), answer.GetProperty(claim).GetInt64()));
    }

    // RFC 7662 2.2: a refresh token is for its client and this issuer; who was shown another's learns nothing of it.
    [Fact]
    public async Task A_refresh_token_is_inactive_to_a_resource_server()
    {
        using Browser browser = await LogInAsync();

        JsonElement answer = await IntrospectAsync((await TokensAsync(browser, Registered.Web))["refresh_token"]);

        Assert.Equal("""{"active":false}""", answer.GetRawText());
    }

    // RFC 7662 2.1 and 4: nobody may try tokens out.
    [Fact]
    public async Task The_caller_authenticates_and_is_a_resource_server()
    {
        string token = (await ClientCredentialsAsync(Registered.Worker)).AssertSuccess()["access_token"]!;

        (await PostAsync(Introspection, [new("token", token)])).AssertError(HttpStatusCode.Unauthorized, "invalid_client");
        (await PostAsync(Introspection, [new("token", token), new("client_id", Registered.Asker.ClientId), new("client_secret", "wrong")]))
            .AssertError(HttpStatusCode.Unauthorized, "invalid_client");
        foreach (TestClient client in (TestClient[])[Registered.Web, Registered.Native])
        {
            Answer answer = await PostAsync(Introspection, client, ("token", token));
            Assert.True(answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden);
        }

        Assert.NotEqual(HttpStatusCode.OK, (await GetAsync(Introspection, token)).Status);
        (await PostAsync(Introspection, Registered.Asker)).AssertError("invalid_request");
    }

    // RFC 7662 2.2: and nothing about why.
    [Theory]
    [InlineData("unknown")]
    [InlineData("a.b.c")]
    [InlineData("....")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task What_is_no_token_is_exactly_inactive(string token)
    {
        Answer answer = (await PostAsync(Introspection, Registered.Asker, ("token", token))).AssertSuccess().AssertNotStored();

        Assert.Equal("""{"active":false}""", answer.Body);
    }

    // RFC 7662 2.2: expired, revoked, forged, of another kind.
    [Fact]
    public async Task What_is_not_good_any_more_or_never_was_is_exactly_inactive()
    {
        using Browser browser = await LogInAsync();
        Answer tokens = await TokensAsync(browser, Registered.Web);
        Answer revoked = await TokensAsync(browser, Registered.Web);
        Answer used = await TokensAsync(browser, Registered.Web);
        (await PostAsync(Revocation, Registered.Web, ("token", revoked["access_token"]))).AssertSuccess();
        (await RefreshAsync(Registered.Web, used["refresh_token"])).AssertSuccess();

        await AssertActiveAsync(new Jwt(tokens["access_token"]!).Forge("scope", "orders:write"), expected: false);
        await AssertActiveAsync(tokens["id_token"], expected: false);
        await AssertActiveAsync(revoked["access_token"], expected: false);
        await AssertActiveAsync(used["refresh_token"], expected: false);
        Server.Advance(Registered.AccessTokenLifetime + TimeSpan.FromSeconds(31));
        await AssertActiveAsync(tokens["access_token"], expected: false);
    }
}
