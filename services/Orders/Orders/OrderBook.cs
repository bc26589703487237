using System.Collections.Concurrent;

namespace TokenAspire.Orders.Orders;

internal enum RefundOutcome
{
    Refunded,
    AlreadyRefunded,
    NotFound,
}

/// <summary>The orders. Everything is asked on behalf of a caller: what they may not see is not there.</summary>
internal sealed class OrderBook(TimeProvider time)
{
    private readonly ConcurrentDictionary<Guid, Order> _orders = [];

    public Order Add(Caller caller, string sku, int quantity, Guid reservation)
    {
        DateTimeOffset now = time.GetUtcNow();
        Order order = new(Guid.CreateVersion7(now), caller.TenantId, caller.Subject, sku, quantity, reservation, now, OrderStatus.Placed);
        return _orders.TryAdd(order.Id, order) ? order : throw new InvalidOperationException("Two orders got one id.");
    }

    public Order? Find(Caller caller, Guid id) =>
        _orders.TryGetValue(id, out Order? order) && caller.MaySee(order) ? order : null;

    /// <summary>The latest first.</summary>
    public IReadOnlyList<Order> List(Caller caller) =>
        [.. _orders.Values.Where(caller.MaySee).OrderByDescending(order => order.PlacedAt).ThenBy(order => order.Id)];

    /// <summary>Refunds an order once; of any number of parallel attempts exactly one succeeds.</summary>
    public RefundOutcome Refund(Caller caller, Guid id, out Order? refunded)
    {
        refunded = null;
        if (Find(caller, id) is not { } order)
        {
            return RefundOutcome.NotFound;
        }

        Order updated = order with { Status = OrderStatus.Refunded };
        if (order.Status == OrderStatus.Refunded || !_orders.TryUpdate(id, updated, order))
        {
            return RefundOutcome.AlreadyRefunded;
        }

        refunded = updated;
        return RefundOutcome.Refunded;
    }
}
