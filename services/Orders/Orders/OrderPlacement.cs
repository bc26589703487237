using System.Net;
using TokenAspire.Orders.Inventory;
using TokenAspire.Orders.Refunds;
using TokenAspire.Propagation;

namespace TokenAspire.Orders.Orders;

/// <summary>An order on the wire.</summary>
internal sealed record OrderResponse(Guid Id, string Sku, int Quantity, string Status, DateTimeOffset PlacedAt)
{
    public static OrderResponse Of(Order order) =>
        new(order.Id, order.Sku, order.Quantity, order.Status == OrderStatus.Placed ? "placed" : "refunded", order.PlacedAt);
}

/// <summary>Places an order: its stock is reserved first, so there is no order without stock.</summary>
internal static class OrderPlacement
{
    public static async Task<IResult> PlaceAsync(
        OrderRequest request, Caller caller, InventoryClient inventory, OrderBook orders, StockReturns returns)
    {
        Dictionary<string, string[]> errors = request.Validate();
        if (errors.Count > 0)
        {
            return TypedResults.ValidationProblem(errors);
        }

        // Seen through even if the caller goes away: otherwise stock stayed reserved for no order.
        Guid id = Guid.NewGuid();
        DownstreamAnswer<Reservation> answer = await inventory.ReserveAsync(id, request.Sku!, request.Quantity, CancellationToken.None);
        if (answer.Value is not { } reservation)
        {
            DownstreamRefusal refusal = answer.Refusal ?? DownstreamRefusal.Unintelligible;
            if (MayBeReserved(refusal))
            {
                returns.Queue(new StockReturn(request.Sku!, id));
            }

            return Refuse(refusal);
        }

        Order order = orders.Add(caller, request.Sku!, request.Quantity, reservation.Id);
        return TypedResults.Created($"/orders/{order.Id}", OrderResponse.Of(order));
    }

    // No answer, or one that says nothing: the stock may be held all the same, for an order that there will not be.
    private static bool MayBeReserved(DownstreamRefusal refusal) =>
        refusal.Status is HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError;

    private static IResult Refuse(DownstreamRefusal refusal) => refusal.Status switch
    {
        HttpStatusCode.NotFound => TypedResults.Problem(statusCode: StatusCodes.Status422UnprocessableEntity, detail: "There is no such sku."),
        HttpStatusCode.Conflict => TypedResults.Problem(statusCode: StatusCodes.Status409Conflict, detail: "There are not that many units in stock."),
        _ => refusal.ToResult(),
    };
}
