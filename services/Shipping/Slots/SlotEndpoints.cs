using TokenAspire.ResourceServer;

namespace TokenAspire.Shipping.Slots;

/// <summary><c>POST /slots</c>.</summary>
internal sealed record SlotRequest(string? Sku, int Quantity)
{
    public const int MaxQuantity = 1_000;
    public const int MaxSkuLength = 64;

    public Dictionary<string, string[]> Validate()
    {
        Dictionary<string, string[]> errors = new(StringComparer.Ordinal);
        if (string.IsNullOrWhiteSpace(Sku) || Sku.Length > MaxSkuLength)
        {
            errors["sku"] = [$"Name a sku of at most {MaxSkuLength} characters."];
        }

        if (Quantity is < 1 or > MaxQuantity)
        {
            errors["quantity"] = [$"Ship between 1 and {MaxQuantity} units."];
        }

        return errors;
    }
}

internal static class SlotEndpoints
{
    public static void MapSlots(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/slots", Book).RequireScope("shipping:write");

    private static IResult Book(SlotRequest request, SlotBook slots)
    {
        Dictionary<string, string[]> errors = request.Validate();
        return errors.Count > 0
            ? TypedResults.ValidationProblem(errors)
            : TypedResults.Created((string?)null, slots.Book(request.Quantity));
    }
}
