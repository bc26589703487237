using System.Net;
using TokenAspire.TestTopology;
using TokenAspire.TestTopology.Clients;
using TokenAspire.EndToEnd.Tests.Topology;

namespace TokenAspire.EndToEnd.Tests;

[Collection(nameof(BreakableTopology))]
public sealed class OutageTests(BreakableTopology topology)
{
    [Fact]
    public async Task Standard_traffic_survives_the_revocation_store_and_what_was_revoked_meanwhile_is_dead_when_it_is_back()
    {
        using UserAgent browser = topology.OpenBrowser();
        TokenResponse alice = await browser.LogInAsync("alice", topology.Password);
        TokenResponse bob = await topology.LogInAsync("bob");
        TokenResponse carol = await topology.LogInAsync("carol");
        string order = await OrderAsync(alice.AccessToken);
        string operatorToken = (await topology.OperatorTokenAsync()).AccessToken;

        await CommandAsync("revocations", KnownResourceCommands.StopCommand);

        Assert.Equal(HttpStatusCode.OK, await OrdersAsync(alice.AccessToken));
        using HttpResponseMessage journalled = await topology.App.SendAsync(
            "issuer", HttpMethod.Post, "/admin/revocations", operatorToken, new { kind = "jti", value = bob.Claim("jti"), reason = "outage" });
        Assert.Equal(HttpStatusCode.Accepted, journalled.StatusCode);
        await Eventually.TrueAsync("the sensitive tier refuses", async () =>
        {
            // An unknown order: for as long as the replica is still recent enough, the answer is 404.
            using HttpResponseMessage refund = await RefundAsync(Guid.NewGuid().ToString(), carol.AccessToken);
            return refund is { StatusCode: HttpStatusCode.ServiceUnavailable, Headers.RetryAfter: not null }
                && await refund.ReasonAsync() == "revocation_unavailable";
        });

        await CommandAsync("revocations", KnownResourceCommands.StartCommand);

        await RefusedEverywhere.AsAsync(topology, bob.AccessToken, "revoked_token");
        await Eventually.TrueAsync("the sensitive tier serves again", async () =>
        {
            using HttpResponseMessage refund = await RefundAsync(order, carol.AccessToken);
            return refund.StatusCode == HttpStatusCode.Created;
        });
        Assert.Equal(HttpStatusCode.OK, await OrdersAsync(alice.AccessToken));
    }

    [Fact]
    public async Task Verification_survives_the_issuer()
    {
        TokenResponse alice = await topology.LogInAsync("alice");

        await LocalProcess.KillListenerAsync(topology.Issuer.Port);
        HttpStatusCode meanwhile = await OrdersAsync(alice.AccessToken);
        await CommandAsync("issuer", KnownResourceCommands.StartCommand);
        await topology.HealthyAsync("issuer");
        TokenResponse again = await topology.LogInAsync("alice");

        Assert.Equal(HttpStatusCode.OK, meanwhile);
        Assert.Equal(HttpStatusCode.OK, await OrdersAsync(again.AccessToken));
    }

    private async Task CommandAsync(string resource, string command)
    {
        ExecuteCommandResult result = await topology.App.ResourceCommands.ExecuteCommandAsync(resource, command, TestContext.Current.CancellationToken);
        Assert.True(result.Success, result.Message);
    }

    private async Task<HttpStatusCode> OrdersAsync(string token)
    {
        using HttpResponseMessage response = await topology.App.SendAsync("gateway", HttpMethod.Get, "/api/orders", token);
        return response.StatusCode;
    }

    private async Task<string> OrderAsync(string token)
    {
        using HttpResponseMessage response = await topology.App.SendAsync("gateway", HttpMethod.Post, "/api/orders", token, new { sku = "widget", quantity = 1 });
        return (await response.JsonAsync()).GetProperty("id").ToString();
    }

    private Task<HttpResponseMessage> RefundAsync(string order, string token) =>
        topology.App.SendAsync("gateway", HttpMethod.Post, $"/api/orders/{order}/refunds", token);
}
