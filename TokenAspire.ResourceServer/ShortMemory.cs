using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace TokenAspire.ResourceServer;

/// <summary>What became of an addition to a <see cref="ShortMemory{TValue}"/>.</summary>
internal enum Addition
{
    /// <summary>It was not there, and is now.</summary>
    Added,

    /// <summary>It was there already.</summary>
    Known,

    /// <summary>It was not there, and there is no room for it.</summary>
    Full,
}

/// <summary>
/// Remembers values for one length of time, the same for all, so that the oldest is always the next to be forgotten: each
/// addition clears away two at most, and nothing ever sweeps the whole. Bounded by number.
/// </summary>
internal sealed class ShortMemory<TValue>(int capacity, TimeSpan lifetime, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, Entry> _entries = [];
    private readonly Queue<(UInt128 Key, long Since)> _byAge = new();

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Entry(TValue Value, long Since);

    /// <summary>Finds a value that is not older than the lifetime.</summary>
    public bool TryFind(UInt128 key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (_gate)
        {
            bool isFound = _entries.TryGetValue(key, out Entry entry) && !IsOver(entry.Since);
            value = entry.Value;
            return isFound;
        }
    }

    /// <summary>Adds a value unless there is one, or no room: nothing is forgotten before its time.</summary>
    public Addition TryAdd(UInt128 key, TValue value)
    {
        lock (_gate)
        {
            Forget();
            if (_entries.TryGetValue(key, out Entry entry) && !IsOver(entry.Since))
            {
                return Addition.Known;
            }

            if (_byAge.Count >= capacity)
            {
                return Addition.Full;
            }

            Add(key, value);
            return Addition.Added;
        }
    }

    /// <summary>Adds or replaces a value; where there is no room the oldest is forgotten for it.</summary>
    public void Put(UInt128 key, TValue value)
    {
        lock (_gate)
        {
            Forget();
            if (_byAge.Count >= capacity)
            {
                RemoveOldest();
            }

            Add(key, value);
        }
    }

    private bool IsOver(long since) => time.GetElapsedTime(since) >= lifetime;

    private void Add(UInt128 key, TValue value)
    {
        long now = time.GetTimestamp();
        _entries[key] = new Entry(value, now);
        _byAge.Enqueue((key, now));
    }

    private void Forget()
    {
        for (int i = 0; i < 2 && _byAge.TryPeek(out (UInt128 Key, long Since) oldest) && IsOver(oldest.Since); i++)
        {
            RemoveOldest();
        }
    }

    // One that was replaced since stands in the queue again, further back.
    private void RemoveOldest()
    {
        (UInt128 key, long since) = _byAge.Dequeue();
        if (_entries.TryGetValue(key, out Entry entry) && entry.Since == since)
        {
            _entries.Remove(key);
        }
    }
}
