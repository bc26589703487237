using TokenAspire.Propagation;

namespace TokenAspire.Inventory.Shipping;

/// <summary>A place on a departure, as shipping answers it.</summary>
internal sealed record Slot(Guid Id, DateTimeOffset Departure);

/// <summary>Books slots at shipping with the caller's own token.</summary>
internal sealed class ShippingClient(HttpClient client)
{
    public Task<DownstreamAnswer<Slot>> BookAsync(string sku, int quantity, CancellationToken cancellationToken) =>
        client.PostDownstreamAsync<Slot>("/slots", new { sku, quantity }, scope: "shipping:write", cancellationToken);
}
