using System.Net;
using TokenAspire.TestTopology;
using TokenAspire.TestTopology.Clients;
using TokenAspire.EndToEnd.Tests.Topology;

namespace TokenAspire.EndToEnd.Tests;

public sealed class TelemetryTests(SharedTopology topology)
{
    [Fact]
    public async Task No_token_code_or_secret_reaches_a_span_a_log_or_a_metric()
    {
        Pkce pkce = Pkce.Create();
        using UserAgent browser = topology.OpenBrowser();
        string code = await browser.AuthorizeAsync("alice", topology.Password, UserAgent.AllScopes, pkce.Challenge);
        using HttpResponseMessage redeemed = await browser.RedeemAsync(code, pkce.Verifier);
        TokenResponse tokens = await TokenEndpoint.ReadAsync(redeemed);
        string unknownSku = $"unknown-{Guid.NewGuid():N}";

        using HttpResponseMessage order = await topology.App.SendAsync("gateway", HttpMethod.Post, "/api/orders", tokens.AccessToken, new { sku = "widget", quantity = 1 });
        using HttpResponseMessage refused = await topology.App.SendAsync("gateway", HttpMethod.Get, "/api/orders", tokens.AccessToken + "x");
        using HttpResponseMessage refreshed = await browser.RefreshAsync(tokens.RefreshToken!);
        using HttpResponseMessage revoked = await browser.RevokeAsync(tokens.AccessToken);
        using HttpResponseMessage last = await topology.App.SendAsync("inventory", HttpMethod.Get, $"/items/{unknownSku}", (await topology.LogInAsync("bob")).AccessToken);
        Assert.Equal(HttpStatusCode.Created, order.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);

        // The span of the last request has arrived, so the receiver does see what it looks for.
        await Eventually.TrueAsync("the last request's span arrives", () => topology.Telemetry.Mentions(unknownSku));
        string signature = tokens.AccessToken.Split('.')[2];
        Assert.All(
            [signature, tokens.RefreshToken!, code, pkce.Verifier, .. topology.Secrets.Values],
            secret => Assert.False(topology.Telemetry.Mentions(secret)));
    }
}
