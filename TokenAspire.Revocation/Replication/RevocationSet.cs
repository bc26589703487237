using System.Runtime.CompilerServices;

namespace TokenAspire.Revocation;

/// <summary>
/// What is revoked of one kind: any number of readers without a lock, one writer. Divided into shelves, so that making
/// room and dropping what expired is done in small pieces: at a million entries a piece is four thousand.
/// </summary>
internal sealed class RevocationSet
{
    private const int ShelfBits = 4;

    private readonly RevocationShelf?[] _shelves = new RevocationShelf?[Shelves];
    private readonly Memory<ulong[]> _filters;
    private readonly bool _withCutOffs;
    private int _count;

    /// <summary>An empty set.</summary>
    /// <param name="filters">Where it keeps the filters of its shelves, <see cref="Shelves"/> of them, for <see cref="MayContain"/>.</param>
    /// <param name="withCutOffs">Whether its entries have one.</param>
    public RevocationSet(Memory<ulong[]> filters, bool withCutOffs)
    {
        filters.Span.Fill(RevocationFilter.Nothing);
        (_filters, _withCutOffs) = (filters, withCutOffs);
    }

    /// <summary>How many shelves a set is divided into.</summary>
    public static int Shelves => 1 << ShelfBits;

    public int Count => Volatile.Read(ref _count);

    /// <summary>False where the key is certainly not revoked, by the filters of several sets side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool MayContain(ulong[][] filters, int first, in RevocationKey key) =>
        RevocationFilter.MayContain(Volatile.Read(ref filters[first + ShelfIndex(key)]), key.Hash);

    /// <summary>Whether the key, which may be here, is revoked at all.</summary>
    public bool Contains(in RevocationKey key)
    {
        return ShelfOf(key) is { } shelf && shelf.Find(key) >= 0;
    }

    /// <summary>Whether a token issued then is covered by the cut-off of the key, which may be here.</summary>
    public bool Covers(in RevocationKey key, long issuedAtMilliseconds)
    {
        return ShelfOf(key) is { } shelf
            && shelf.Find(key) is var place and >= 0
            && issuedAtMilliseconds <= shelf.CutOff(place);
    }

    /// <summary>Adds an entry or extends the one there is. For one writer at a time.</summary>
    /// <param name="key">What is revoked.</param>
    /// <param name="expiry">The second, in Unix time, up to which it matters.</param>
    /// <param name="cutOff">The cut-off in Unix milliseconds, for a set that has cut-offs.</param>
    /// <param name="oldest">The earliest expiry that still matters; what expired before is dropped when room is made.</param>
    public void Add(in RevocationKey key, uint expiry, long cutOff, uint oldest)
    {
        int place = ShelfIndex(key);
        RevocationShelf shelf = _shelves[place] ?? new RevocationShelf(0, _withCutOffs);
        int known = RevocationFilter.MayContain(shelf.Filter, key.Hash) ? shelf.Find(key) : -1;
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

        shelf.Add(key, expiry, cutOff);
        Put(place, shelf);
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
            Put(piece, living == 0 ? null : shelf.CopyLiving(oldest, living));
            Volatile.Write(ref _count, _count - (shelf.Count - living));
        }
    }

    // The shelf first: who finds something in a filter finds it in the shelf too, unless it has expired meanwhile.
    private void Put(int place, RevocationShelf? shelf)
    {
        Volatile.Write(ref _shelves[place], shelf);
        Volatile.Write(ref _filters.Span[place], shelf?.Filter ?? RevocationFilter.Nothing);
    }

    private RevocationShelf? ShelfOf(in RevocationKey key) => Volatile.Read(ref _shelves[ShelfIndex(key)]);

    private static int ShelfIndex(in RevocationKey key) => (int)(key.Hash >> (64 - ShelfBits));
}
