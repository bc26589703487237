using System.Security.Claims;
using Microsoft.Extensions.Options;
using TokenAspire.ResourceServer;

namespace TokenAspire.Inventory.Items;

internal sealed record ItemResponse(string Sku, int Available);

/// <summary><c>POST /items/{sku}/reservations</c>; the id is chosen here unless the caller did.</summary>
internal sealed record ReservationRequest(int Quantity, Guid? Id)
{
    public const int MaxQuantity = 1_000;

    public Dictionary<string, string[]> Validate()
    {
        Dictionary<string, string[]> errors = new(StringComparer.Ordinal);
        if (Quantity is < 1 or > MaxQuantity)
        {
            errors["quantity"] = [$"Reserve between 1 and {MaxQuantity} units."];
        }

        return errors;
    }
}

internal static class ItemEndpoints
{
    public static void MapItems(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder items = endpoints.MapGroup("/items/{sku:maxlength(64)}");
        items.MapGet("", Show).RequireScope("inventory:read");
        items.MapPost("/reservations", ReserveAsync).RequireScope("inventory:write");
        items.MapDelete("/reservations/{id:guid}", Return).RequireScope("inventory:write");
    }

    private static IResult Show(string sku, Stock stock) =>
        stock.Available(sku) is { } available
            ? TypedResults.Ok(new ItemResponse(sku, available))
            : TypedResults.NotFound();

    private static async Task<IResult> ReserveAsync(string sku, ReservationRequest request, ClaimsPrincipal user, ReservationDesk desk)
    {
        Dictionary<string, string[]> errors = request.Validate();
        return errors.Count > 0
            ? TypedResults.ValidationProblem(errors)
            : await desk.ReserveAsync(sku, request.Id, request.Quantity, HolderOf(user));
    }

    private static IResult Return(string sku, Guid id, ClaimsPrincipal user, Stock stock, IOptions<ReturnsOptions> returns)
    {
        bool forAnyHolder = user.HasClaim("client_id", returns.Value.ClientId);
        Holder asker = HolderOf(user);
        bool returned = forAnyHolder ? stock.Cancel(sku, id) : stock.Return(sku, id, asker);
        return returned ? TypedResults.NoContent() : TypedResults.NotFound();
    }

    private static Holder HolderOf(ClaimsPrincipal user) => new(
        user.FindFirstValue("sub") ?? throw new InvalidOperationException("A verified token came without sub."),
        user.FindFirstValue("tenant_id"));
}
