namespace TokenAspire.Revocation;

/// <summary>
/// What is revoked of one kind: any number of readers without a lock, one writer. Divided into shelves, so that making
/// room and dropping what expired is done in small pieces: at a million entries a piece is four thousand.
/// </summary>
internal sealed class RevocationSet(bool withCutOffs)
{
    private const int ShelfBits = 4;

    private readonly RevocationShelf?[] _shelves = new RevocationShelf?[1 << ShelfBits];
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>False where the key is certainly not revoked. An empty set costs one comparison.</summary>
    public bool MayContain(in RevocationKey key)
    {
        if (Count == 0)
        {
            return false;
        }

        ulong hash = key.Spread();
        return ShelfOf(hash) is { } shelf && shelf.MayContain(hash);
    }

    /// <summary>Whether the key is revoked at all.</summary>
    public bool Contains(in RevocationKey key)
    {
        ulong hash = key.Spread();
        return ShelfOf(hash) is { } shelf && shelf.Find(key, hash) >= 0;
    }

    /// <summary>Whether a token issued then is covered by the key's cut-off.</summary>
    public bool Covers(in RevocationKey key, long issuedAtMilliseconds)
    {
        ulong hash = key.Spread();
        return ShelfOf(hash) is { } shelf
            && shelf.Find(key, hash) is var place and >= 0
            && issuedAtMilliseconds <= shelf.CutOff(place);
    }

    /// <summary>Adds an entry or extends the one there is. For one writer at a time.</summary>
    /// <param name="key">What is revoked.</param>
    /// <param name="expiry">The second, in Unix time, up to which it matters.</param>
    /// <param name="cutOff">The cut-off in Unix milliseconds, for a set that has cut-offs.</param>
    /// <param name="oldest">The earliest expiry that still matters; what expired before is dropped when room is made.</param>
    public void Add(in RevocationKey key, uint expiry, long cutOff, uint oldest)
    {
        ulong hash = key.Spread();
        ref RevocationShelf? place = ref _shelves[hash >> (64 - ShelfBits)];
        RevocationShelf shelf = place ?? new RevocationShelf(0, withCutOffs);
        int known = shelf.Find(key, hash);
        if (known >= 0)
        {
            shelf.Extend(known, expiry, cutOff);
            return;
        }

        int dropped = 0;
        if (shelf.IsFull)
        {
            int living = shelf.CountLiving(oldest);
            dropped = shelf.Count - living;
            shelf = shelf.CopyLiving(oldest, living);
        }

        shelf.Add(key, hash, expiry, cutOff);
        Volatile.Write(ref place, shelf);
        Volatile.Write(ref _count, _count + 1 - dropped);
    }

    /// <summary>How many pieces <see cref="RemoveExpired"/> is done in.</summary>
    public int Pieces => _shelves.Length;

    /// <summary>Drops what expired from one piece. For one writer at a time.</summary>
    public void RemoveExpired(int piece, uint oldest)
    {
        if (_shelves[piece] is not { } shelf)
        {
            return;
        }

        int living = shelf.CountLiving(oldest);
        if (living < shelf.Count)
        {
            Volatile.Write(ref _shelves[piece], living == 0 ? null : shelf.CopyLiving(oldest, living));
            Volatile.Write(ref _count, _count - (shelf.Count - living));
        }
    }

    private RevocationShelf? ShelfOf(ulong hash) => Volatile.Read(ref _shelves[hash >> (64 - ShelfBits)]);
}
