using System.Net;
using TokenAspire.EndToEnd.Tests.Topology;
using TokenAspire.TestTopology;
using TokenAspire.TestTopology.Clients;

namespace TokenAspire.EndToEnd.Tests;

[Collection(nameof(FaultyStoreTopology))]
public sealed class RevocationStoreFaultTests(FaultyStoreTopology topology)
{
    [Theory]
    [InlineData(StoreFault.KilledAndStartedFromDisk)]
    [InlineData(StoreFault.KilledAndStartedEmpty)]
    [InlineData(StoreFault.Swallowed)]
    public async Task Standard_traffic_goes_on_sensitive_requests_wait_and_no_revoked_token_is_accepted(StoreFault fault)
    {
        TokenResponse alice = await topology.LogInAsync("alice");
        TokenResponse revokedBefore = await topology.LogInAsync("bob");
        TokenResponse revokedMeanwhile = await topology.LogInAsync("bob");
        string support = (await topology.LogInAsync("carol")).AccessToken;
        string operatorToken = (await topology.OperatorTokenAsync()).AccessToken;
        Assert.Equal(HttpStatusCode.Created, await RevokeAsync(revokedBefore, operatorToken));
        await RefusedEverywhere.AsAsync(topology, revokedBefore.AccessToken, "revoked_token");
        double refusedBefore = DegradedRefusals();
        await using Traffic standard = Traffic.At(topology.App, alice.AccessToken);
        await using Traffic revoked = Traffic.At(topology.App, revokedBefore.AccessToken);

        await topology.BreakAsync(fault);

        Assert.Equal(HttpStatusCode.Accepted, await RevokeAsync(revokedMeanwhile, operatorToken));
        await Eventually.TrueAsync("the sensitive tier refuses", async () =>
        {
            using HttpResponseMessage refund = await RefundAsync(support);
            return refund is { StatusCode: HttpStatusCode.ServiceUnavailable, Headers.RetryAfter: not null }
                && await refund.ReasonAsync() == "revocation_unavailable";
        });
        await Eventually.TrueAsync("the refusals are counted", () => DegradedRefusals() > refusedBefore);
        await Eventually.TrueAsync("the lag is seen to grow", () => topology.Telemetry.Highest("tokenaspire.revocation.lag") > 2);

        await topology.MendAsync(fault);

        await RefusedEverywhere.AsAsync(topology, revokedMeanwhile.AccessToken, "revoked_token");
        await Eventually.TrueAsync("the sensitive tier serves again", async () =>
        {
            // An unknown order.
            using HttpResponseMessage refund = await RefundAsync(support);
            return refund.StatusCode == HttpStatusCode.NotFound;
        });
        await Eventually.TrueAsync("the lag is seen to be gone", () => topology.Telemetry.Highest("tokenaspire.revocation.lag") < 2);
        await RefusedEverywhere.AsAsync(topology, revokedBefore.AccessToken, "revoked_token");
        Assert.Equal([HttpStatusCode.OK], (await standard.EndAsync()).Keys);
        Assert.Equal([HttpStatusCode.Unauthorized], (await revoked.EndAsync()).Keys);
    }

    private double DegradedRefusals() =>
        topology.Telemetry.Total("tokenaspire.revocation.degraded", ("tier", "sensitive"), ("decision", "refused"));

    private async Task<HttpStatusCode> RevokeAsync(TokenResponse tokens, string operatorToken)
    {
        using HttpResponseMessage response = await topology.App.SendAsync(
            "issuer", HttpMethod.Post, "/admin/revocations", operatorToken, new { kind = "jti", value = tokens.Claim("jti"), reason = "fault" });
        return response.StatusCode;
    }

    private Task<HttpResponseMessage> RefundAsync(string token) =>
        topology.App.SendAsync("gateway", HttpMethod.Post, $"/api/orders/{Guid.NewGuid()}/refunds", token);
}
