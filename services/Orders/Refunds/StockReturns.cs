using System.Threading.Channels;

namespace TokenAspire.Orders.Refunds;

/// <summary>Reserved stock to be put back. Holds no token: the worker has its own.</summary>
internal sealed record StockReturn(string Sku, Guid Reservation);

/// <summary>What is still to be returned.</summary>
internal sealed class StockReturns
{
    private readonly Channel<StockReturn> _pending = Channel.CreateUnbounded<StockReturn>(new UnboundedChannelOptions { SingleReader = true });

    public void Queue(StockReturn item)
    {
        if (!_pending.Writer.TryWrite(item))
        {
            throw new InvalidOperationException("The queue of stock returns is closed.");
        }
    }

    public IAsyncEnumerable<StockReturn> ReadAllAsync(CancellationToken cancellationToken) => _pending.Reader.ReadAllAsync(cancellationToken);
}
