using System.Net;
using System.Text.Json;
using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.Endpoints;

/// <summary>Access tokens that say nothing to whoever holds them (RFC 6749 1.4, RFC 7662).</summary>
public abstract class ReferenceTokenTests(IServerUnderTest server) : Clauses(server)
{
    // RFC 6749 1.4, RFC 7662 2.2: an identifier that only the issuer can resolve.
    [Fact]
    public async Task An_opaque_token_is_explained_by_introspection_alone()
    {
        using Browser browser = await LogInAsync();
        Answer tokens = await TokensAsync(browser, Registered.Opaque);

        JsonElement answer = await IntrospectAsync(tokens["access_token"]);

        Assert.DoesNotContain('.', tokens["access_token"]!);
        Assert.True(answer.GetProperty("active").GetBoolean());
        Assert.Equal(Registered.Opaque.ClientId, answer.GetProperty("client_id").GetString());
        Assert.Equal("openid offline_access orders:read", answer.GetProperty("scope").GetString());
        Assert.Equal(new Jwt(tokens["id_token"]!)["sub"], answer.GetProperty("sub").GetString());
        (await GetAsync(UserInfo, tokens["access_token"])).AssertSuccess();
    }

    // RFC 7009 2.1.
    [Fact]
    public async Task A_revoked_opaque_token_is_inactive()
    {
        using Browser browser = await LogInAsync();
        string? token = (await TokensAsync(browser, Registered.Opaque))["access_token"];

        (await PostAsync(Revocation, Registered.Web, ("token", token))).AssertSuccess();
        await AssertActiveAsync(token);
        (await PostAsync(Revocation, Registered.Opaque, ("token", token))).AssertSuccess();

        await AssertActiveAsync(token, expected: false);
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(UserInfo, token)).Status);
    }

    // RFC 7009 2.1: with its refresh token, as any other.
    [Fact]
    public async Task Revoking_its_refresh_token_ends_it()
    {
        using Browser browser = await LogInAsync();
        Answer tokens = await TokensAsync(browser, Registered.Opaque);

        (await PostAsync(Revocation, Registered.Opaque, ("token", tokens["refresh_token"]))).AssertSuccess();

        await AssertActiveAsync(tokens["access_token"], expected: false);
    }

    // RFC 7662 2.2.
    [Fact]
    public async Task An_opaque_token_ends()
    {
        using Browser browser = await LogInAsync();
        string? token = (await TokensAsync(browser, Registered.Opaque))["access_token"];

        Server.Advance(Registered.AccessTokenLifetime + TimeSpan.FromSeconds(31));

        await AssertActiveAsync(token, expected: false);
    }

    // RFC 8725 3.11: it is no refresh token, nor the other way round.
    [Fact]
    public async Task An_opaque_token_does_not_refresh()
    {
        using Browser browser = await LogInAsync();
        Answer tokens = await TokensAsync(browser, Registered.Opaque);

        (await RefreshAsync(Registered.Opaque, tokens["access_token"])).AssertError("invalid_grant");

        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(UserInfo, tokens["refresh_token"])).Status);
    }
}
