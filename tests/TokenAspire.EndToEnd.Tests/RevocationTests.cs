using System.Net;
using System.Text.Json;
using TokenAspire.TestTopology;
using TokenAspire.TestTopology.Clients;
using TokenAspire.EndToEnd.Tests.Topology;

namespace TokenAspire.EndToEnd.Tests;

public sealed class RevocationTests(SharedTopology topology)
{
    [Fact]
    public async Task A_client_revokes_its_access_token()
    {
        using UserAgent browser = topology.OpenBrowser();
        TokenResponse tokens = await browser.LogInAsync("alice", topology.Password);
        await AcceptedAsync(tokens.AccessToken);

        using HttpResponseMessage revoked = await browser.RevokeAsync(tokens.AccessToken);

        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        await RefusedEverywhere.AsAsync(topology, tokens.AccessToken, "revoked_token");
    }

    [Fact]
    public async Task Revoking_a_refresh_token_ends_its_family_and_access_token()
    {
        using UserAgent browser = topology.OpenBrowser();
        TokenResponse tokens = await browser.LogInAsync("alice", topology.Password);

        using HttpResponseMessage revoked = await browser.RevokeAsync(tokens.RefreshToken!);
        using HttpResponseMessage refresh = await browser.RefreshAsync(tokens.RefreshToken!);

        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        await TokenEndpoint.RefusedAsync(refresh, "invalid_grant");
        await RefusedEverywhere.AsAsync(topology, tokens.AccessToken, "revoked_token");
    }

    [Theory]
    [InlineData("jti", "jti", "revoked_token")]
    [InlineData("sid", "sid", "revoked_session")]
    [InlineData("sub", "sub", "revoked_subject")]
    public async Task An_operator_revokes_by(string kind, string claim, string reason)
    {
        using UserAgent browser = topology.OpenBrowser();
        TokenResponse tokens = await browser.LogInAsync("bob", topology.Password);
        await AcceptedAsync(tokens.AccessToken);

        using HttpResponseMessage revoked = await RevokeAsync(kind, tokens.Claim(claim));

        Assert.Equal(HttpStatusCode.Created, revoked.StatusCode);
        await RefusedEverywhere.AsAsync(topology, tokens.AccessToken, reason);
    }

    [Fact]
    public async Task A_token_issued_after_the_subject_was_revoked_is_good()
    {
        TokenResponse before = await topology.LogInAsync("carol");
        using HttpResponseMessage revoked = await RevokeAsync("sub", before.Claim("sub"));
        TokenResponse after = await topology.LogInAsync("carol");

        await RefusedEverywhere.AsAsync(topology, before.AccessToken, "revoked_subject");
        await AcceptedAsync(after.AccessToken);
    }

    [Fact]
    public async Task A_revoked_client_gets_new_tokens_but_its_old_ones_are_dead()
    {
        using HttpClient issuer = topology.App.CreateHttpClient("issuer", "https");
        string secret = topology.Secrets["orders-worker-secret"];
        TokenResponse worker = await TokenEndpoint.ClientCredentialsAsync(issuer, "orders-worker", secret, "inventory:read");

        using HttpResponseMessage revoked = await RevokeAsync("client_id", "orders-worker");

        await Eventually.TrueAsync("inventory refuses the old token", async () => await InventoryAsync(worker.AccessToken) == HttpStatusCode.Unauthorized);
        TokenResponse renewed = await TokenEndpoint.ClientCredentialsAsync(issuer, "orders-worker", secret, "inventory:read");
        Assert.Equal(HttpStatusCode.OK, await InventoryAsync(renewed.AccessToken));
    }

    [Fact]
    public async Task Ending_a_session_ends_its_refresh_family_and_its_login()
    {
        using UserAgent browser = topology.OpenBrowser();
        TokenResponse tokens = await browser.LogInAsync("alice", topology.Password);
        string operatorToken = (await topology.OperatorTokenAsync()).AccessToken;

        using HttpResponseMessage listed = await topology.App.SendAsync("issuer", HttpMethod.Get, $"/admin/sessions?sub={tokens.Claim("sub")}", operatorToken);
        using HttpResponseMessage ended = await topology.App.SendAsync("issuer", HttpMethod.Delete, $"/admin/sessions/{tokens.Claim("sid")}", operatorToken);
        using HttpResponseMessage refresh = await browser.RefreshAsync(tokens.RefreshToken!);

        Assert.Contains(tokens.Claim("sid"), await listed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        await TokenEndpoint.RefusedAsync(refresh, "invalid_grant");
        await RefusedEverywhere.AsAsync(topology, tokens.AccessToken, "revoked_session");
        TokenResponse again = await browser.LogInAsync("alice", topology.Password);
        Assert.NotEqual(tokens.Claim("sid"), again.Claim("sid"));
    }

    [Fact]
    public async Task The_admin_api_is_for_operators_only()
    {
        TokenResponse alice = await topology.LogInAsync("alice");

        using HttpResponseMessage anonymous = await RevokeAsync("sub", "x", token: null);
        using HttpResponseMessage user = await RevokeAsync("sub", "x", alice.AccessToken);
        using HttpResponseMessage mistaken = await RevokeAsync("colour", "x");

        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
        Assert.Equal("wrong_audience", await user.ReasonAsync());
        Assert.Equal(HttpStatusCode.BadRequest, mistaken.StatusCode);
    }

    private async Task<HttpResponseMessage> RevokeAsync(string kind, string value) =>
        await RevokeAsync(kind, value, (await topology.OperatorTokenAsync()).AccessToken);

    private Task<HttpResponseMessage> RevokeAsync(string kind, string value, string? token) =>
        topology.App.SendAsync("issuer", HttpMethod.Post, "/admin/revocations", token, new { kind, value, reason = "end-to-end test" });

    private async Task AcceptedAsync(string token)
    {
        using HttpResponseMessage response = await topology.App.SendAsync("gateway", HttpMethod.Get, "/api/orders", token);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"The token should be good: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
    }

    private async Task<HttpStatusCode> InventoryAsync(string token)
    {
        using HttpResponseMessage response = await topology.App.SendAsync("inventory", HttpMethod.Get, "/items/widget", token);
        return response.StatusCode;
    }
}
