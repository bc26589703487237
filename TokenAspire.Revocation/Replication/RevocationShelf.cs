namespace TokenAspire.Revocation;

/// <summary>
/// A hash table of fixed room, open addressing. What is in a shelf stays where it is: a slot is written once, and only its
/// cut-off and its expiry ever change, and both only grow. So a reader needs no lock: a slot is empty, holds its key, or is
/// passed over, half-written ones too, which equal no key. Room is made, and what expired is dropped, by filling a new
/// shelf and swapping it in.
/// </summary>
/// <remarks>
/// A slot takes 20 bytes, 28 with a cut-off; three in four to four in five are used. the filter takes
/// one and a half bytes an entry.
/// </remarks>
internal sealed class RevocationShelf
{
    private const int LeastSlack = 8;

    private readonly ulong[] _filter;
    private readonly RevocationKey[] _keys;
    private readonly uint[] _expiries;
    private readonly long[]? _cutOffs;
    private readonly int _limit;

    public RevocationShelf(int expected, bool withCutOffs)
    {
        _limit = expected + Math.Max(LeastSlack, expected / 16);

        // A quarter more slots than entries: there is always an empty one to end a search.
        int slots = _limit + (_limit / 4);
        _keys = new RevocationKey[slots];
        _expiries = new uint[slots];
        _cutOffs = withCutOffs ? new long[slots] : null;
        _filter = RevocationFilter.Create(_limit);
    }

    public int Count { get; private set; }

    public bool IsFull => Count == _limit;

    /// <summary>What tells that an entry is certainly not here.</summary>
    public ulong[] Filter => _filter;

    /// <summary>The entry's slot; negative when there is none. Long where there is none: ask the filter first.</summary>
    public int Find(in RevocationKey key)
    {
        RevocationKey[] keys = _keys;
        for (int slot = Place(key.Hash, keys.Length); ; slot = Next(slot))
        {
            if (keys[slot] == key)
            {
                return slot;
            }

            if (keys[slot] == default)
            {
                return -1;
            }
        }
    }

    public long CutOff(int slot) => Volatile.Read(ref _cutOffs![slot]);

    /// <summary>Makes an entry last longer and reach further; never less.</summary>
    public void Extend(int slot, uint expiry, long cutOff)
    {
        _expiries[slot] = Math.Max(_expiries[slot], expiry);
        if (_cutOffs is not null && cutOff > _cutOffs[slot])
        {
            Volatile.Write(ref _cutOffs[slot], cutOff);
        }
    }

    /// <summary>Adds a key that is not there yet to a shelf that is not full.</summary>
    public void Add(in RevocationKey key, uint expiry, long cutOff)
    {
        int slot = Place(key.Hash, _keys.Length);
        while (_keys[slot] != default)
        {
            slot = Next(slot);
        }

        _keys[slot] = key;
        _expiries[slot] = expiry;
        if (_cutOffs is not null)
        {
            _cutOffs[slot] = cutOff;
        }

        // Last, and with release: from here on the key is found, and with it what was written above.
        RevocationFilter.Add(_filter, key.Hash);
        Count++;
    }

    public int CountLiving(uint oldest)
    {
        int living = 0;
        foreach (uint expiry in _expiries)
        {
            // An empty slot has expired since 1970.
            living += expiry >= oldest ? 1 : 0;
        }

        return living;
    }

    /// <summary>A shelf with all that has not expired, and room for more.</summary>
    public RevocationShelf CopyLiving(uint oldest, int living)
    {
        RevocationShelf copy = new(living, _cutOffs is not null);
        for (int slot = 0; slot < _keys.Length; slot++)
        {
            if (_expiries[slot] >= oldest)
            {
                copy.Add(_keys[slot], _expiries[slot], _cutOffs is null ? 0 : _cutOffs[slot]);
            }
        }

        return copy;
    }

    private int Next(int slot) => slot + 1 == _keys.Length ? 0 : slot + 1;

    private static int Place(ulong hash, int length) => RevocationFilter.Place(hash, length);
}
