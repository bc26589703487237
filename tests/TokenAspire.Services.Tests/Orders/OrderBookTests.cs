using TokenAspire.Orders.Orders;

namespace TokenAspire.Services.Tests.Orders;

public sealed class OrderBookTests
{
    private static readonly Caller Alice = new("alice", "acme", IsSupport: false);
    private static readonly Caller Carol = new("carol", "acme", IsSupport: true);
    private static readonly Caller Eve = new("eve", "acme", IsSupport: false);
    private static readonly Caller Bob = new("bob", "globex", IsSupport: false);
    private static readonly Caller SupportElsewhere = new("dave", "globex", IsSupport: true);

    private readonly OrderBook _orders = new(TimeProvider.System);

    [Fact]
    public void A_customer_sees_their_own_orders_and_support_those_of_its_tenant()
    {
        Order order = _orders.Add(Alice, "widget", 1, Guid.NewGuid());

        Assert.Equal(order, _orders.Find(Alice, order.Id));
        Assert.Equal(order, _orders.Find(Carol, order.Id));
        Assert.Equal([order], _orders.List(Alice));
        Assert.Equal([order], _orders.List(Carol));
    }

    [Fact]
    public void Anyone_elses_order_is_not_there()
    {
        Order order = _orders.Add(Alice, "widget", 1, Guid.NewGuid());

        Assert.All([Eve, Bob, SupportElsewhere], caller =>
        {
            Assert.Null(_orders.Find(caller, order.Id));
            Assert.Empty(_orders.List(caller));
            Assert.Equal(RefundOutcome.NotFound, _orders.Refund(caller, order.Id, out _));
        });
    }

    [Fact]
    public void A_subject_of_the_same_name_in_another_tenant_is_someone_else()
    {
        Order order = _orders.Add(Alice, "widget", 1, Guid.NewGuid());

        Assert.Null(_orders.Find(Alice with { TenantId = "globex" }, order.Id));
    }

    [Fact]
    public void Of_parallel_refunds_exactly_one_succeeds()
    {
        Order order = _orders.Add(Alice, "widget", 1, Guid.NewGuid());
        RefundOutcome[] outcomes = new RefundOutcome[64];

        Parallel.For(0, outcomes.Length, attempt => outcomes[attempt] = _orders.Refund(Carol, order.Id, out _));

        Assert.Single(outcomes, outcome => outcome == RefundOutcome.Refunded);
        Assert.Equal(OrderStatus.Refunded, _orders.Find(Alice, order.Id)?.Status);
    }
}
