namespace TokenAspire.Gateway.Bff;

/// <summary>
/// Remembers that something was seen, each for the same time, so that the oldest is always the next to go. When it is full
/// the oldest goes early.
/// </summary>
internal sealed class BoundedMemory<T>(int capacity, TimeSpan lifetime, TimeProvider time)
    where T : notnull
{
    private readonly Lock _gate = new();
    private readonly HashSet<T> _seen = [];
    private readonly Queue<(T Value, long At)> _order = [];

    /// <summary>False where it is remembered already.</summary>
    public bool TryAdd(T value)
    {
        lock (_gate)
        {
            Forget();
            if (!_seen.Add(value))
            {
                return false;
            }

            _order.Enqueue((value, time.GetTimestamp()));
            return true;
        }
    }

    public bool Contains(T value)
    {
        lock (_gate)
        {
            if (_seen.Count == 0)
            {
                return false;
            }

            Forget();
            return _seen.Contains(value);
        }
    }

    private void Forget()
    {
        while (_order.TryPeek(out (T Value, long At) oldest) && (_order.Count >= capacity || time.GetElapsedTime(oldest.At) >= lifetime))
        {
            _order.Dequeue();
            _seen.Remove(oldest.Value);
        }
    }
}
