using System.Security.Claims;
using TokenAspire.Orders.Orders;
using TokenAspire.ResourceServer;

namespace TokenAspire.Orders.Refunds;

internal static class RefundEndpoints
{
    public static void MapRefunds(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/orders/{id:guid}/refunds", Refund)
            .RequireScope("orders:refund", RiskTier.Sensitive)
            .RequireAuthorization(policy => policy
                .RequireClaim(Caller.TenantClaim)
                .RequireClaim(Caller.RolesClaim, Caller.SupportRole));

    private static IResult Refund(Guid id, ClaimsPrincipal user, OrderBook orders, StockReturns returns)
    {
        switch (orders.Refund(Caller.Of(user), id, out Order? order))
        {
            case RefundOutcome.Refunded:
                returns.Queue(new StockReturn(order!.Sku, order.Reservation));
                return TypedResults.Created($"/orders/{id}", OrderResponse.Of(order));
            case RefundOutcome.AlreadyRefunded:
                return TypedResults.Problem(statusCode: StatusCodes.Status409Conflict, detail: "The order is refunded already.");
            default:
                return TypedResults.NotFound();
        }
    }
}
