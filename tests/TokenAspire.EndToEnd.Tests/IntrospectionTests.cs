using System.Net;
using TokenAspire.EndToEnd.Tests.Topology;
using TokenAspire.TestTopology;
using TokenAspire.TestTopology.Clients;

namespace TokenAspire.EndToEnd.Tests;

[Collection(nameof(BreakableTopology))]
public sealed class IntrospectionTests(BreakableTopology topology)
{
    [Fact]
    public async Task A_service_that_asks_the_issuer_accepts_and_refuses_like_those_that_verify()
    {
        using UserAgent browser = topology.OpenBrowser();
        TokenResponse alice = await browser.LogInAsync("alice", topology.Password);

        using HttpResponseMessage order = await topology.App.SendAsync("gateway", HttpMethod.Post, "/api/orders", alice.AccessToken, new { sku = "widget", quantity = 1 });
        using HttpResponseMessage forged = await topology.App.SendAsync("shipping", HttpMethod.Post, "/slots", alice.AccessToken[..^8] + "AAAAAAAA");
        using HttpResponseMessage revoked = await browser.RevokeAsync(alice.AccessToken);

        Assert.Equal(HttpStatusCode.Created, order.StatusCode);
        Assert.Equal((HttpStatusCode.Unauthorized, "revoked_token"), (forged.StatusCode, await forged.ReasonAsync()));
        await RefusedEverywhere.AsAsync(topology, alice.AccessToken, "revoked_token");
    }

    [Fact]
    public async Task Without_the_issuer_a_service_that_asks_it_says_to_come_back()
    {
        TokenResponse alice = await topology.LogInAsync("alice");

        await LocalProcess.KillListenerAsync(topology.Issuer.Port);
        using HttpResponseMessage meanwhile = await topology.App.SendAsync("shipping", HttpMethod.Post, "/slots", alice.AccessToken);
        ExecuteCommandResult started = await topology.App.ResourceCommands.ExecuteCommandAsync(
            "issuer", KnownResourceCommands.StartCommand, TestContext.Current.CancellationToken);
        Assert.True(started.Success, started.Message);
        await topology.HealthyAsync("issuer");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, meanwhile.StatusCode);
        Assert.NotNull(meanwhile.Headers.RetryAfter);
        Assert.Equal("keys_unavailable", await meanwhile.ReasonAsync());
        await Eventually.TrueAsync("it asks again", async () =>
        {
            using HttpResponseMessage again = await topology.App.SendAsync("shipping", HttpMethod.Post, "/slots", alice.AccessToken);
            return again.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.Unauthorized);
        });
    }
}
