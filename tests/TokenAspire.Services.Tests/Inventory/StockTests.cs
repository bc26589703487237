using TokenAspire.Inventory.Items;

namespace TokenAspire.Services.Tests.Inventory;

public sealed class StockTests
{
    private static readonly Holder Alice = new("alice", "acme");
    private static readonly Holder Bob = new("bob", "globex");

    [Fact]
    public async Task Parallel_reservations_never_oversell()
    {
        Stock stock = StockOf(1_000);
        using Barrier barrier = new(8);

        // Dedicated threads: the barrier lets them all go at the same moment.
        Task<int>[] buyers = [.. Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                barrier.SignalAndWait(TestContext.Current.CancellationToken);
                return Enumerable.Range(0, 500).Count(_ => stock.Reserve("widget", chosen: null, 3, Alice).Outcome == ReservationOutcome.Reserved);
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default))];
        int[] sold = await Task.WhenAll(buyers);

        Assert.Equal(333, sold.Sum());
        Assert.Equal(1, stock.Available("widget"));
    }

    [Fact]
    public void A_reservation_takes_all_units_or_none()
    {
        Stock stock = StockOf(5);

        Assert.Equal(ReservationOutcome.OutOfStock, stock.Reserve("widget", chosen: null, 6, Alice).Outcome);
        Assert.Equal(5, stock.Available("widget"));
    }

    [Fact]
    public void A_sku_that_is_not_kept_is_unknown()
    {
        Stock stock = StockOf(5);

        Assert.Equal(ReservationOutcome.UnknownSku, stock.Reserve("WIDGET", chosen: null, 1, Alice).Outcome);
        Assert.Null(stock.Available("WIDGET"));
    }

    [Fact]
    public void A_return_puts_the_units_back_once_and_may_be_repeated()
    {
        Stock stock = StockOf(5);
        Guid id = stock.Reserve("widget", chosen: null, 4, Alice).Id;

        Assert.True(stock.Return("widget", id, Alice));
        Assert.True(stock.Return("widget", id, Alice));
        Assert.Equal(5, stock.Available("widget"));
    }

    [Fact]
    public void Another_holders_reservation_cannot_be_returned()
    {
        Stock stock = StockOf(5);
        Guid id = stock.Reserve("widget", chosen: null, 4, Alice).Id;

        Assert.False(stock.Return("widget", id, Bob));
        Assert.False(stock.Return("widget", Guid.NewGuid(), Alice));
        Assert.Equal(1, stock.Available("widget"));
    }

    [Fact]
    public void A_reservation_that_comes_after_its_cancellation_is_not_made()
    {
        Stock stock = StockOf(5);
        Guid id = Guid.NewGuid();

        Assert.True(stock.Cancel("widget", id));

        Assert.Equal(ReservationOutcome.IdTaken, stock.Reserve("widget", id, 4, Alice).Outcome);
        Assert.Equal(5, stock.Available("widget"));
    }

    [Fact]
    public void A_reservation_under_one_id_is_made_once_and_stays_its_holders()
    {
        Stock stock = StockOf(5);
        Guid id = stock.Reserve("widget", Guid.NewGuid(), 2, Alice).Id;

        Assert.Equal(ReservationOutcome.IdTaken, stock.Reserve("widget", id, 2, Bob).Outcome);
        Assert.False(stock.Return("widget", id, Bob));
        Assert.Equal(3, stock.Available("widget"));
        Assert.True(stock.Cancel("widget", id));
        Assert.True(stock.Return("widget", id, Alice));
        Assert.Equal(5, stock.Available("widget"));
    }

    internal static Stock StockOf(int units) =>
        new(new Dictionary<string, int>(StringComparer.Ordinal) { ["widget"] = units }, TimeProvider.System);
}
