namespace TokenAspire.Orders.Orders;

internal enum OrderStatus
{
    Placed,
    Refunded,
}

/// <summary>An order and whose it is.</summary>
internal sealed record Order(
    Guid Id, string TenantId, string Owner, string Sku, int Quantity, Guid Reservation, DateTimeOffset PlacedAt, OrderStatus Status);
