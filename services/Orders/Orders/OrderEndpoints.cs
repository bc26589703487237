using System.Security.Claims;
using TokenAspire.Orders.Inventory;
using TokenAspire.Orders.Refunds;
using TokenAspire.ResourceServer;

namespace TokenAspire.Orders.Orders;

internal static class OrderEndpoints
{
    public static void MapOrders(this IEndpointRouteBuilder endpoints)
    {
        // Orders belong to people of a tenant; a token without one has no business here.
        RouteGroupBuilder orders = endpoints.MapGroup("/orders").RequireAuthorization(policy => policy.RequireClaim(Caller.TenantClaim));
        orders.MapGet("", List).RequireScope("orders:read");
        orders.MapGet("/{id:guid}", Show).RequireScope("orders:read");
        orders.MapPost("", PlaceAsync).RequireScope("orders:write");
    }

    private static IEnumerable<OrderResponse> List(ClaimsPrincipal user, OrderBook orders) =>
        orders.List(Caller.Of(user)).Select(OrderResponse.Of);

    // Another tenant's or owner's order is 404, not 403: whether it exists is not told.
    private static IResult Show(Guid id, ClaimsPrincipal user, OrderBook orders) =>
        orders.Find(Caller.Of(user), id) is { } order ? TypedResults.Ok(OrderResponse.Of(order)) : TypedResults.NotFound();

    private static Task<IResult> PlaceAsync(
        OrderRequest request, ClaimsPrincipal user, InventoryClient inventory, OrderBook orders, StockReturns returns) =>
        OrderPlacement.PlaceAsync(request, Caller.Of(user), inventory, orders, returns);
}
