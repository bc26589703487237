namespace TokenAspire.LocalHosting.Dashboard.Telemetry;

/// <summary>The newest items, at most so many and together at most so large. Not for concurrent use.</summary>
/// <param name="capacity">The largest count.</param>
/// <param name="budget">The largest sum of <paramref name="size"/>, in bytes.</param>
/// <param name="size">The approximate size of an item in bytes.</param>
internal sealed class BoundedBuffer<T>(int capacity, long budget, Func<T, long> size)
    where T : class
{
    private readonly T?[] _items = new T?[capacity];
    private int _oldest;

    public int Count { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>Adds an item; hands out those that had to make room for it.</summary>
    public void Add(T item, Action<T>? onEvicted = null)
    {
        long bytes = size(item);
        while (Count > 0 && (Count == capacity || Bytes + bytes > budget))
        {
            T evicted = _items[_oldest]!;
            _items[_oldest] = null;
            _oldest = (_oldest + 1) % capacity;
            Count--;
            Bytes -= size(evicted);
            onEvicted?.Invoke(evicted);
        }

        _items[(_oldest + Count) % capacity] = item;
        Count++;
        Bytes += bytes;
    }

    public IEnumerable<T> NewestFirst()
    {
        for (int i = Count - 1; i >= 0; i--)
        {
            yield return _items[(_oldest + i) % capacity]!;
        }
    }
}
