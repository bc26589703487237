namespace TokenAspire.Orders.Orders;

/// <summary><c>POST /orders</c>: <c>{"sku":"widget","quantity":3}</c>.</summary>
internal sealed record OrderRequest(string? Sku, int Quantity)
{
    public const int MaxSkuLength = 64;
    public const int MaxQuantity = 1_000;

    /// <summary>Every mistake at once, by member.</summary>
    public Dictionary<string, string[]> Validate()
    {
        Dictionary<string, string[]> errors = new(StringComparer.Ordinal);
        if (string.IsNullOrWhiteSpace(Sku) || Sku.Length > MaxSkuLength)
        {
            errors["sku"] = [$"Name a sku of at most {MaxSkuLength} characters."];
        }

        if (Quantity is < 1 or > MaxQuantity)
        {
            errors["quantity"] = [$"Order between 1 and {MaxQuantity} units."];
        }

        return errors;
    }
}
