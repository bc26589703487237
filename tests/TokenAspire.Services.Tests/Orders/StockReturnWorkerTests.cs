using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using TokenAspire.Orders.Refunds;
using TokenAspire.ServiceDefaults.Tests;

namespace TokenAspire.Services.Tests.Orders;

public sealed class StockReturnWorkerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly StockReturns _returns = new();
    private readonly ConcurrentQueue<string> _seen = new();

    [Fact]
    public async Task A_return_is_repeated_until_inventory_takes_it()
    {
        ConcurrentQueue<int> statuses = new([503, 401, 500, 204]);
        StockReturn item = new("widget", Guid.NewGuid());

        await Run(statuses, [item], requests: 4);

        Assert.Equal(Enumerable.Repeat($"DELETE /items/widget/reservations/{item.Reservation}", 4), _seen, StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_reservation_that_inventory_does_not_know_is_done()
    {
        StockReturn unknown = new("widget", Guid.NewGuid());
        StockReturn next = new("widget", Guid.NewGuid());

        await Run(new ConcurrentQueue<int>([404, 204]), [unknown, next], requests: 2);

        Assert.Equal(2, _seen.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task One_that_fails_does_not_hold_up_the_others()
    {
        StockReturn failing = new("widget", Guid.NewGuid());
        StockReturn next = new("gadget", Guid.NewGuid());

        await Run(new ConcurrentQueue<int>([403, 204, 204]), [failing, next], requests: 3);

        Assert.Equal(["widget", "gadget", "widget"], _seen.Select(request => request.Split('/')[2]), StringComparer.Ordinal);
    }

    private async Task Run(ConcurrentQueue<int> statuses, StockReturn[] items, int requests)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using LoopbackServer inventory = await LoopbackServer.Start(context =>
        {
            _seen.Enqueue($"{context.Request.Method} {context.Request.Path}");
            context.Response.StatusCode = statuses.TryDequeue(out int status) ? status : 204;
            if (_seen.Count == requests)
            {
                done.TrySetResult();
            }

            return Task.CompletedTask;
        });
        foreach (StockReturn item in items)
        {
            _returns.Queue(item);
        }

        using StockReturnWorker worker = new(
            _returns, Wire.Clients(StockReturnWorker.Client, inventory.Address), new InstantTime(), NullLogger<StockReturnWorker>.Instance);
        await worker.StartAsync(TestContext.Current.CancellationToken);
        await done.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        await worker.StopAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Every timer is due at once.</summary>
    private sealed class InstantTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
