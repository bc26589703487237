using System.Net;
using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.Endpoints;

/// <summary>Token revocation (RFC 7009).</summary>
public abstract class RevocationTests(IServerUnderTest server) : Clauses(server)
{
    // RFC 7009 2.2: there is nothing left to do.
    [Theory]
    [InlineData("unknown")]
    [InlineData("a.b.c")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task An_unknown_token_is_a_success(string token) =>
        (await PostAsync(Revocation, Registered.Web, ("token", token))).AssertSuccess().AssertNotStored();

    // RFC 7009 2.1.
    [Theory]
    [InlineData(null)]
    [InlineData("access_token")]
    [InlineData("refresh_token")]
    [InlineData("unknown_type")]
    public async Task A_revoked_access_token_is_inactive_whatever_the_hint(string? hint)
    {
        using Browser browser = await LogInAsync();
        string token = (await TokensAsync(browser, Registered.Web))["access_token"]!;
        await AssertActiveAsync(token);

        (await PostAsync(Revocation, Registered.Web, ("token", token), ("token_type_hint", hint))).AssertSuccess();

        await AssertActiveAsync(token, expected: false);
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(UserInfo, token)).Status);
    }

    // RFC 7009 2.1: a refresh token takes the access tokens of its grant along.
    [Fact]
    public async Task Revoking_a_refresh_token_ends_its_family_and_access_tokens()
    {
        using Browser browser = await LogInAsync();
        Answer first = await TokensAsync(browser, Registered.Web);
        Answer second = (await RefreshAsync(Registered.Web, first["refresh_token"])).AssertSuccess();
        Answer ofAnotherGrant = await TokensAsync(browser, Registered.Web);

        (await PostAsync(Revocation, Registered.Web, ("token", second["refresh_token"]))).AssertSuccess();

        (await RefreshAsync(Registered.Web, second["refresh_token"])).AssertError("invalid_grant");
        await AssertActiveAsync(first["access_token"], expected: false);
        await AssertActiveAsync(second["access_token"], expected: false);
        await AssertActiveAsync(ofAnotherGrant["access_token"]);
    }

    // RFC 7009 2.1: issued to the client that asks, or nothing happens. What its owner would see is not told.
    [Fact]
    public async Task Another_clients_token_is_not_touched()
    {
        using Browser browser = await LogInAsync();
        Answer tokens = await TokensAsync(browser, Registered.Web);

        foreach (TestClient other in (TestClient[])[Registered.Other, Registered.Native, Registered.Worker])
        {
            (await PostAsync(Revocation, other, ("token", tokens["access_token"]))).AssertSuccess();
            (await PostAsync(Revocation, other, ("token", tokens["refresh_token"]))).AssertSuccess();
        }

        await AssertActiveAsync(tokens["access_token"]);
        (await RefreshAsync(Registered.Web, tokens["refresh_token"])).AssertSuccess();
    }

    // RFC 8725 3.1: a jti in a token with a wrong signature is anybody's word.
    [Fact]
    public async Task A_forged_token_revokes_nothing()
    {
        using Browser browser = await LogInAsync();
        string token = (await TokensAsync(browser, Registered.Web))["access_token"]!;

        (await PostAsync(Revocation, Registered.Other, ("token", new Jwt(token).Forge("client_id", Registered.Other.ClientId)))).AssertSuccess();
        (await PostAsync(Revocation, Registered.Web, ("token", new Jwt(token).Forge("scope", "orders:write")))).AssertSuccess();

        await AssertActiveAsync(token);
    }

    // RFC 7009 2.1 and 2.2.1.
    [Fact]
    public async Task The_client_authenticates_and_names_a_token()
    {
        (await PostAsync(Revocation, [new("token", "x"), new("client_id", Registered.Web.ClientId)])).AssertError(HttpStatusCode.Unauthorized, "invalid_client");
        (await PostAsync(Revocation, [new("token", "x")])).AssertError(HttpStatusCode.Unauthorized, "invalid_client");
        (await PostAsync(Revocation, Registered.Web)).AssertError("invalid_request");
    }

    // RFC 7009 2.1: a client's own token for itself.
    [Fact]
    public async Task A_client_revokes_its_token_for_itself()
    {
        string token = (await ClientCredentialsAsync(Registered.Worker)).AssertSuccess()["access_token"]!;

        (await PostAsync(Revocation, Registered.Worker, ("token", token))).AssertSuccess();

        await AssertActiveAsync(token, expected: false);
    }
}
