using System.Net;
using TokenAspire.TestTopology;
using TokenAspire.TestTopology.Clients;
using TokenAspire.EndToEnd.Tests.Topology;

namespace TokenAspire.EndToEnd.Tests;

[Collection(nameof(BreakableTopology))]
public sealed class ShortLivedTokenTests(BreakableTopology topology)
{
    [Fact]
    public async Task An_expired_token_is_refused_and_counted()
    {
        using HttpClient issuer = topology.App.CreateHttpClient("issuer", "https");
        TokenResponse brief = await TokenEndpoint.ClientCredentialsAsync(issuer, "brief", topology.Secrets["orders-worker-secret"], "inventory:read");

        await Eventually.TrueAsync("the token is refused", async () => await ReasonAsync(brief) == "expired");

        // The first may have passed the gateway in its last moment and been refused by what lies behind: this one has not.
        Assert.Equal("expired", await ReasonAsync(brief));
        await Eventually.TrueAsync(
            "the refusal is counted",
            () => topology.Telemetry.Total("tokenaspire.verification.results", ("service.name", "gateway"), ("error.type", "expired")) > 0);
    }

    [Fact]
    public async Task A_replay_after_the_grace_window_kills_the_family_although_the_successor_was_never_used()
    {
        using UserAgent browser = topology.OpenBrowser();
        TokenResponse first = await browser.LogInAsync("alice", topology.Password);
        using HttpResponseMessage rotated = await browser.RefreshAsync(first.RefreshToken!);
        TokenResponse second = await TokenEndpoint.ReadAsync(rotated);

        await Eventually.TrueAsync("the grace window closes", async () =>
        {
            using HttpResponseMessage replay = await browser.RefreshAsync(first.RefreshToken!);
            return replay.StatusCode == HttpStatusCode.BadRequest;
        });
        using HttpResponseMessage successor = await browser.RefreshAsync(second.RefreshToken!);

        await TokenEndpoint.RefusedAsync(successor, "invalid_grant");
        await RefusedEverywhere.AsAsync(topology, second.AccessToken, "revoked_session");
    }

    /// <summary>Why the gateway's answer is a refusal; null when it is none.</summary>
    private async Task<string?> ReasonAsync(TokenResponse tokens)
    {
        using HttpResponseMessage response = await topology.App.SendAsync("gateway", HttpMethod.Get, "/api/inventory/items/widget", tokens.AccessToken);
        if (response.StatusCode == HttpStatusCode.OK)
        {
            return null;
        }

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        return await response.ReasonAsync();
    }
}
