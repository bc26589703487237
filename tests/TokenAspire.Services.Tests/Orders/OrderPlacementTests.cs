using System.Text.Json;
using Microsoft.AspNetCore.Http;
using TokenAspire.Orders.Inventory;
using TokenAspire.Orders.Orders;
using TokenAspire.Orders.Refunds;
using TokenAspire.ServiceDefaults.Tests;

namespace TokenAspire.Services.Tests.Orders;

public sealed class OrderPlacementTests
{
    private static readonly Caller Alice = new("alice", "acme", IsSupport: false);

    private readonly StockReturns _returns = new();
    private readonly OrderBook _orders = new(TimeProvider.System);

    [Fact]
    public async Task A_reserved_order_is_created_at_its_own_path()
    {
        Answer answer = await Place(Wire.Json(
            201, """{"id":"0198c0de-0000-7000-8000-000000000002","sku":"widget","quantity":2,"slot":"0198c0de-0000-7000-8000-000000000001"}"""));

        Order order = Assert.Single(_orders.List(Alice));
        Assert.Equal(201, answer.Status);
        Assert.Equal($"/orders/{order.Id}", answer.Headers.Location);
        Assert.Equal(Guid.Parse("0198c0de-0000-7000-8000-000000000002"), order.Reservation);
        Assert.Contains("\"status\":\"placed\"", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 1, "sku")]
    [InlineData("  ", 1, "sku")]
    [InlineData(null, 1, "sku")]
    [InlineData("widget", 0, "quantity")]
    [InlineData("widget", -1, "quantity")]
    [InlineData("widget", 1001, "quantity")]
    public async Task A_request_outside_the_bounds_is_refused_by_member_and_asks_nobody(string? sku, int quantity, string member)
    {
        await using LoopbackServer inventory = await LoopbackServer.Start(500);

        Answer answer = await Place(inventory.Address, new OrderRequest(sku, quantity));

        Assert.Equal(400, answer.Status);
        Assert.Contains($"\"errors\":{{\"{member}\":[", answer.Body, StringComparison.Ordinal);
        Assert.Equal(0, inventory.Requests);
    }

    [Fact]
    public void Every_mistake_is_named_at_once() =>
        Assert.Equal(["quantity", "sku"], new OrderRequest(new string('x', 65), 0).Validate().Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal);

    [Theory]
    [InlineData(404, 422)]
    [InlineData(409, 409)]
    [InlineData(400, 502)]
    [InlineData(429, 503)]
    [InlineData(500, 503)]
    [InlineData(502, 502)]
    [InlineData(504, 503)]
    public async Task A_failure_in_inventory_becomes_what_it_means_to_the_caller(int inventoryStatus, int status)
    {
        Answer answer = await Place(Wire.Problem(inventoryStatus, """{"title":"at Secret.Inside() line 1"}"""));

        Assert.Equal(status, answer.Status);
        Assert.DoesNotContain("Secret.Inside", answer.Body, StringComparison.Ordinal);
        Assert.Empty(_orders.List(Alice));
    }

    [Fact]
    public async Task A_token_without_the_scope_is_told_which()
    {
        Answer answer = await Place(Wire.Problem(403, "{}", ("WWW-Authenticate", "Bearer error=\"insufficient_scope\", scope=\"inventory:write\"")));

        AssertInsufficientScope("inventory:write", answer);
    }

    [Fact]
    public async Task A_scope_that_lacks_two_hops_down_is_the_one_named()
    {
        Answer answer = await Place(Wire.Problem(403, "{}", ("WWW-Authenticate", "Bearer error=\"insufficient_scope\", scope=\"shipping:write\"")));

        AssertInsufficientScope("shipping:write", answer);
    }

    [Fact]
    public async Task A_token_without_any_scope_of_inventory_is_told_the_one_it_takes() =>
        AssertInsufficientScope("inventory:write", await Place(Wire.Problem(401, """{"reason":"wrong_audience"}""")));

    [Fact]
    public async Task A_challenge_cannot_smuggle_anything_into_ours() =>
        AssertInsufficientScope("inventory:write", await Place(Wire.Problem(403, "{}", ("WWW-Authenticate", "Bearer scope=\"<script>\""))));

    [Fact]
    public async Task A_token_revoked_between_two_hops_is_refused_with_that_reason()
    {
        Answer answer = await Place(Wire.Problem(401, """{"reason":"revoked_session"}"""));

        Assert.Equal(401, answer.Status);
        Assert.StartsWith("Bearer error=\"invalid_token\"", answer.Headers.WWWAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"reason\":\"revoked_session\"", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reason_outside_the_closed_set_is_not_passed_on() =>
        Assert.DoesNotContain("because", (await Place(Wire.Problem(401, """{"reason":"because"}"""))).Body, StringComparison.Ordinal);

    [Fact]
    public async Task Unavailability_is_passed_on_with_when_to_come_back()
    {
        Answer answer = await Place(Wire.Problem(503, """{"reason":"revocation_unavailable"}""", ("Retry-After", "7")));

        Assert.Equal((503, "7"), (answer.Status, answer.Headers.RetryAfter.ToString()));
        Assert.Contains("\"reason\":\"revocation_unavailable\"", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_inventory_that_cannot_be_reached_is_503_with_when_to_come_back()
    {
        string address;
        await using (LoopbackServer gone = await LoopbackServer.Start(200))
        {
            address = gone.Address;
        }

        Answer answer = await Place(address, new OrderRequest("widget", 2));

        Assert.Equal((503, "5"), (answer.Status, answer.Headers.RetryAfter.ToString()));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    public async Task An_answer_that_makes_no_sense_is_502(string body) =>
        Assert.Equal(502, (await Place(Wire.Json(201, body))).Status);

    [Theory]
    [InlineData(500, true)]
    [InlineData(504, true)]
    [InlineData(408, true)]
    [InlineData(404, false)]
    [InlineData(409, false)]
    [InlineData(403, false)]
    public async Task Stock_that_may_be_held_for_a_failed_order_is_given_back(int inventoryStatus, bool isGivenBack)
    {
        Guid asked = default;
        await Place(async context =>
        {
            using JsonDocument body = await JsonDocument.ParseAsync(context.Request.Body);
            asked = body.RootElement.GetProperty("id").GetGuid();
            context.Response.StatusCode = inventoryStatus;
        });

        StockReturn end = new("end", Guid.NewGuid());
        _returns.Queue(end);
        StockReturn[] expected = isGivenBack ? [new("widget", asked), end] : [end];
        Assert.NotEqual(Guid.Empty, asked);
        Assert.Equal(expected, await _returns.ReadAllAsync(TestContext.Current.CancellationToken).Take(expected.Length).ToArrayAsync(TestContext.Current.CancellationToken));
    }

    private static void AssertInsufficientScope(string scope, Answer answer)
    {
        Assert.Equal(403, answer.Status);
        Assert.Equal($"Bearer error=\"insufficient_scope\", scope=\"{scope}\"", answer.Headers.WWWAuthenticate);
    }

    private async Task<Answer> Place(RequestDelegate inventoryAnswer)
    {
        await using LoopbackServer inventory = await LoopbackServer.Start(inventoryAnswer);
        return await Place(inventory.Address, new OrderRequest("widget", 2));
    }

    private async Task<Answer> Place(string inventory, OrderRequest request)
    {
        using HttpClient client = Wire.Client(inventory);
        return await Answer.Of(await OrderPlacement.PlaceAsync(request, Alice, new InventoryClient(client), _orders, _returns));
    }
}
