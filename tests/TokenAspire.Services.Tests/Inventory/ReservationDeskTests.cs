using TokenAspire.Inventory.Items;
using TokenAspire.Inventory.Shipping;
using TokenAspire.ServiceDefaults.Tests;

namespace TokenAspire.Services.Tests.Inventory;

public sealed class ReservationDeskTests
{
    private static readonly Holder Alice = new("alice", "acme");

    [Fact]
    public async Task A_reservation_carries_the_slot_that_shipping_booked()
    {
        await using LoopbackServer shipping = await LoopbackServer.Start(Wire.Json(
            201, """{"id":"0198c0de-0000-7000-8000-000000000001","departure":"2030-01-01T00:00:00+00:00"}"""));
        Stock stock = StockTests.StockOf(5);

        Answer answer = await Reserve(stock, shipping.Address);

        Assert.Equal(201, answer.Status);
        Assert.Contains("\"slot\":\"0198c0de-0000-7000-8000-000000000001\"", answer.Body, StringComparison.Ordinal);
        Assert.Equal(3, stock.Available("widget"));
    }

    [Theory]
    [InlineData(403, 403)]
    [InlineData(401, 403)]
    [InlineData(500, 503)]
    [InlineData(400, 502)]
    public async Task Without_a_slot_the_stock_goes_back(int shippingStatus, int status)
    {
        await using LoopbackServer shipping = await LoopbackServer.Start(shippingStatus);
        Stock stock = StockTests.StockOf(5);

        Answer answer = await Reserve(stock, shipping.Address);

        Assert.Equal(status, answer.Status);
        Assert.Equal(5, stock.Available("widget"));
    }

    [Fact]
    public async Task A_token_that_shipping_does_not_take_is_told_the_scope_it_lacks()
    {
        await using LoopbackServer shipping = await LoopbackServer.Start(403);

        Answer answer = await Reserve(StockTests.StockOf(5), shipping.Address);

        Assert.Equal("Bearer error=\"insufficient_scope\", scope=\"shipping:write\"", answer.Headers.WWWAuthenticate);
    }

    private static async Task<Answer> Reserve(Stock stock, string shipping)
    {
        using HttpClient client = Wire.Client(shipping);
        return await Answer.Of(await new ReservationDesk(stock, new ShippingClient(client)).ReserveAsync("widget", id: null, 2, Alice));
    }
}
