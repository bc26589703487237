using System.Net;
using TokenAspire.Gateway.Tests.Hosting;

namespace TokenAspire.Gateway.Tests.Edge;

public sealed class RouteTests(SharedGateway shared) : GatewayTests(shared)
{
    [Fact]
    public async Task A_route_asks_for_the_scopes_that_its_policy_names_before_the_service_hears_of_it()
    {
        await using GatewayHost replica = await Gateway.StartReplicaAsync(
            ("RoutePolicies:writers:Audience", "orders"), ("RoutePolicies:writers:Scopes:0", "orders:write"), ("RoutePolicies:writers:Tier", "Sensitive"),
            ("ReverseProxy:Routes:orders:AuthorizationPolicy", "writers"));
        using Browser outside = replica.OpenBrowser();

        using HttpResponseMessage reader = await outside.SendAsync(HttpMethod.Get, "/api/orders", ("Authorization", "Bearer " + Tokens.Sign(Gateway.Time, "alice-id", "cli")));
        Assert.Equal(HttpStatusCode.Forbidden, reader.StatusCode);
        Assert.Contains("scope=\"orders:write\"", reader.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, Passed);

        using HttpResponseMessage writer = await outside.SendAsync(HttpMethod.Get, "/api/orders", ("Authorization", "Bearer " + Tokens.Sign(Gateway.Time, "alice-id", "cli", scope: "orders:write")));
        Assert.Equal(HttpStatusCode.OK, writer.StatusCode);
    }

    [Theory]
    [InlineData("RoutePolicies:orders:Audience", "elsewhere", "RoutePolicies:orders:Audience is 'elsewhere'; set it to one of TokenVerification:Audiences (orders, inventory)")]
    [InlineData("RoutePolicies:orders:Scopes:0", "orders:read orders:write", "write one scope an entry")]
    [InlineData("RoutePolicies:orders:Tier", "Relaxed", "RoutePolicies:orders:Tier is 'Relaxed'; it is Standard or Sensitive.")]
    [InlineData("RoutePolicies:orders:Tier", "Sensitive", "there is no scope that it would be for")]
    [InlineData("ReverseProxy:Routes:orders:AuthorizationPolicy", "odrers", "ReverseProxy:Routes:orders:AuthorizationPolicy is 'odrers'; set it to one of RoutePolicies (inventory, orders)")]
    [InlineData("ReverseProxy:Routes:new:ClusterId", "orders", "ReverseProxy:Routes:new:AuthorizationPolicy is ''")]
    [InlineData("ReverseProxy:Routes:orders:AuthorisationPolicy", "orders", "ReverseProxy:Routes:orders:AuthorisationPolicy is no setting; there are ")]
    [InlineData("ReverseProxy:Routes:orders:ClusterId", "shipping", "ReverseProxy:Routes:orders:ClusterId is 'shipping'; set it to one of ReverseProxy:Clusters (inventory, orders).")]
    [InlineData("ReverseProxy:Routes:orders:Match:Path", "api", "write a path such as /api/orders/{**rest}.")]
    [InlineData("ReverseProxy:Clusters:shipping:LoadBalancingPolicy", "RoundRobin", "ReverseProxy:Clusters:shipping:Destinations is empty; add one")]
    [InlineData("ReverseProxy:Clusters:orders:Destinations:orders:Address", "orders", "write an https address or the name of a service")]
    [InlineData("ReverseProxy:Clusters:orders:Destinations:orders:Address", "https://shipping", "No address is configured for the service 'shipping'")]
    [InlineData("environment", "Production", "Address is 'http://orders'; write an https address")]
    [InlineData("RateLimits:Subject:Burst", "0", "RateLimits:Subject:Burst is 0; set it between")]
    [InlineData("RequestLimits:HeaderBytes", "100", "RequestLimits:HeaderBytes is not between")]
    [InlineData("Forwarding:BreakDuration", "0", "Forwarding:BreakDuration is not above zero")]
    [InlineData("Forwarding:Retries", "50", "Forwarding:Retries is not between 0 and 5")]
    [InlineData("Drain:Delay", "-00:00:01", "Drain:Delay must be between zero and 5 minutes")]
    public async Task A_mistake_stops_the_start_and_is_named_with_its_fix(string setting, string value, string mistake)
    {
        Exception fault = await Assert.ThrowsAnyAsync<Exception>(() => Gateway.StartReplicaAsync((setting, value)));

        Assert.Contains(mistake, fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_mistakes_in_the_routes_are_named_at_once()
    {
        Exception fault = await Assert.ThrowsAnyAsync<Exception>(() => Gateway.StartReplicaAsync(
            ("RoutePolicies:orders:Audience", "elsewhere"), ("ReverseProxy:Routes:orders:Match:Path", "api"), ("ReverseProxy:Clusters:inventory:Destinations:inventory:Address", "ftp://inventory")));

        Assert.All(["RoutePolicies:orders:Audience", "ReverseProxy:Routes:orders:Match:Path", "ReverseProxy:Clusters:inventory"], setting => Assert.Contains(setting, fault.ToString(), StringComparison.Ordinal));
    }
}
