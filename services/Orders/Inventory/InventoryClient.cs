using TokenAspire.Propagation;

namespace TokenAspire.Orders.Inventory;

/// <summary>A reservation, as inventory answers it.</summary>
internal sealed record Reservation(Guid Id, string Sku, int Quantity, Guid Slot);

/// <summary>Reserves stock at inventory with the caller's own token.</summary>
internal sealed class InventoryClient(HttpClient client)
{
    /// <param name="id">The reservation's id, chosen here, so that it can be given back even if no answer comes.</param>
    /// <param name="sku">What to reserve.</param>
    /// <param name="quantity">How many units.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<DownstreamAnswer<Reservation>> ReserveAsync(Guid id, string sku, int quantity, CancellationToken cancellationToken) =>
        client.PostDownstreamAsync<Reservation>(
            $"/items/{Uri.EscapeDataString(sku)}/reservations", new { id, quantity }, scope: "inventory:write", cancellationToken);
}
