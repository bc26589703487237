using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TokenAspire.TestTopology;
using TokenAspire.TestTopology.Clients;
using TokenAspire.EndToEnd.Tests.Topology;

namespace TokenAspire.EndToEnd.Tests;

public sealed class OrderTests(SharedTopology topology)
{
    [Fact]
    public async Task Alice_logs_in_and_orders_through_three_services()
    {
        TokenResponse alice = await topology.LogInAsync("alice");

        using HttpResponseMessage created = await OrderAsync(alice.AccessToken);
        JsonElement order = await created.JsonAsync();
        using HttpResponseMessage read = await topology.App.SendAsync("gateway", HttpMethod.Get, $"/api/orders/{order.GetProperty("id")}", alice.AccessToken);

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        Assert.Equal("widget", (await read.JsonAsync()).GetProperty("sku").GetString());
    }

    [Fact]
    public async Task The_same_token_arrives_byte_for_byte_at_every_hop()
    {
        TokenResponse alice = await topology.LogInAsync("alice");
        string sent = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(alice.AccessToken)));

        using HttpResponseMessage response = await topology.App.SendAsync("gateway", HttpMethod.Get, "/api/orders/identity", alice.AccessToken);
        JsonElement orders = await response.JsonAsync();
        JsonElement inventory = orders.GetProperty("downstream");
        JsonElement shipping = inventory.GetProperty("downstream");

        JsonElement[] hops = [orders, inventory, shipping];
        Assert.Equal(["orders", "inventory", "shipping"], hops.Select(hop => hop.GetProperty("service").GetString()));
        Assert.All(hops, hop => Assert.Equal(sent, hop.GetProperty("tokenSha256").GetString()));
        Assert.All(hops, hop => Assert.Equal(alice.Claim("sub"), hop.GetProperty("sub").GetString()));
        Assert.All(hops, hop => Assert.Equal(alice.Claim("jti"), hop.GetProperty("jti").GetString()));
    }

    [Fact]
    public async Task Another_tenants_order_does_not_exist_for_bob()
    {
        TokenResponse alice = await topology.LogInAsync("alice");
        TokenResponse bob = await topology.LogInAsync("bob");
        using HttpResponseMessage created = await OrderAsync(alice.AccessToken);
        string id = (await created.JsonAsync()).GetProperty("id").ToString();

        using HttpResponseMessage forBob = await topology.App.SendAsync("gateway", HttpMethod.Get, $"/api/orders/{id}", bob.AccessToken);
        using HttpResponseMessage list = await topology.App.SendAsync("gateway", HttpMethod.Get, "/api/orders", bob.AccessToken);

        Assert.Equal(HttpStatusCode.NotFound, forBob.StatusCode);
        Assert.DoesNotContain(id, await list.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_without_the_scope_is_forbidden()
    {
        TokenResponse reader = await topology.LogInAsync("alice", "openid orders:read inventory:read shipping:write");

        using HttpResponseMessage response = await OrderAsync(reader.AccessToken);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("error=\"insufficient_scope\"", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_without_a_token_is_unauthorized_without_a_reason()
    {
        using HttpResponseMessage response = await topology.App.SendAsync("gateway", HttpMethod.Get, "/api/orders", token: null);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
        Assert.Null(await response.ReasonAsync());
    }

    [Fact]
    public async Task Support_refunds_an_order_of_its_tenant_and_the_stock_comes_back()
    {
        TokenResponse alice = await topology.LogInAsync("alice");
        TokenResponse carol = await topology.LogInAsync("carol");
        int before = await AvailableAsync("gadget", alice.AccessToken);
        using HttpResponseMessage created = await OrderAsync(alice.AccessToken, "gadget", quantity: 3);
        string id = (await created.JsonAsync()).GetProperty("id").ToString();
        Assert.Equal(before - 3, await AvailableAsync("gadget", alice.AccessToken));

        using HttpResponseMessage refusedToAlice = await RefundAsync(id, alice.AccessToken);
        using HttpResponseMessage refunded = await RefundAsync(id, carol.AccessToken);
        using HttpResponseMessage again = await RefundAsync(id, carol.AccessToken);

        Assert.Equal(HttpStatusCode.Forbidden, refusedToAlice.StatusCode);
        Assert.Equal(HttpStatusCode.Created, refunded.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        await Eventually.TrueAsync(
            "the orders service returned the stock with its own client credentials token",
            async () => await AvailableAsync("gadget", alice.AccessToken) == before);
    }

    private Task<HttpResponseMessage> OrderAsync(string token, string sku = "widget", int quantity = 1) =>
        topology.App.SendAsync("gateway", HttpMethod.Post, "/api/orders", token, new { sku, quantity });

    private Task<HttpResponseMessage> RefundAsync(string id, string token) =>
        topology.App.SendAsync("gateway", HttpMethod.Post, $"/api/orders/{id}/refunds", token);

    private async Task<int> AvailableAsync(string sku, string token)
    {
        using HttpResponseMessage response = await topology.App.SendAsync("gateway", HttpMethod.Get, $"/api/inventory/items/{sku}", token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.JsonAsync()).GetProperty("available").GetInt32();
    }
}
