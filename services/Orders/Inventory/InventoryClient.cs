using TokenAspire.Propagation;

namespace TokenAspire.Orders.Inventory;

/// <summary>A reservation, as inventory answers it.</summary>
internal sealed record Reservation(Guid Id, string Sku, int Quantity, Guid Slot);

/// <summary>Reserves stock at inventory with the caller's own token.</summary>
internal sealed class InventoryClient(HttpClient client)
{
    public Task<DownstreamAnswer<Reservation>> ReserveAsync(string sku, int quantity, CancellationToken cancellationToken) =>
        client.PostDownstreamAsync<Reservation>(
            $"/items/{Uri.EscapeDataString(sku)}/reservations", new { quantity }, scope: "inventory:write", cancellationToken);
}
