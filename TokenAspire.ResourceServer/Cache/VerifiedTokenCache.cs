using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Microsoft.Extensions.Options;

namespace TokenAspire.ResourceServer;

/// <summary>
/// Tokens that verified, bounded by number and by bytes. Only what bears a good signature gets in, so junk cannot fill
/// it; whoever has many good tokens pushes out what was not used since the clock's hand last came by, and nothing else.
/// Reads take no lock. It remembers and does not decide: <see cref="RememberedTokens"/> does, at every use.
/// </summary>
internal sealed class VerifiedTokenCache : IDisposable
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    // A second finds a fortieth of a full cache of the default size: each of its tokens is looked at twice in its life.
    private const int SweptAtOnce = 512;
    private const int ChancesAtOnce = 512;
    private const int LargestShare = 16;

    // Chains of entries, one chain for each value of a hash's lowest bits; no more entries than chains.
    private readonly Entry?[] _chains;
    private readonly SignatureHash _hash = new();
    private readonly Lock _gate = new();
    private readonly Entry?[] _ring;
    private readonly long _maxBytes;
    private readonly long _skew;
    private readonly TimeProvider _time;
    private readonly ITimer _sweeper;
    private long _bytes;
    private int _count;
    private int _hand;
    private int _swept;

    public VerifiedTokenCache(IOptions<TokenVerificationOptions> options, TimeProvider time)
    {
        _ring = new Entry?[options.Value.CachedTokens];
        _chains = new Entry?[BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, _ring.Length))];
        _maxBytes = options.Value.CachedBytes;
        _skew = (long)options.Value.ClockSkew.TotalSeconds;
        _time = time;
        _sweeper = time.CreateTimer(static cache => ((VerifiedTokenCache)cache!).RemoveExpired(), this, SweepInterval, SweepInterval);
    }

    private sealed class Entry(AccessToken token, ulong hash, int size, int slot)
    {
        private volatile bool _wasUsed;
        private volatile Entry? _next;

        public AccessToken Token => token;

        public ulong Hash => hash;

        public int Size => size;

        public int Slot => slot;

        /// <summary>The next of the chain. One that was taken out keeps it, for whoever is just coming past.</summary>
        public Entry? Next
        {
            get => _next;
            set => _next = value;
        }

        // Written only when it changes: every core that reads a busy token would wait for the line otherwise.
        public void Use()
        {
            if (!_wasUsed)
            {
                _wasUsed = true;
            }
        }

        public bool TakeChance()
        {
            bool wasUsed = _wasUsed;
            _wasUsed = false;
            return wasUsed;
        }
    }

    public int Count => Volatile.Read(ref _count);

    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Finds exactly this token.</summary>
    public bool TryFind(ReadOnlySpan<char> token, [NotNullWhen(true)] out AccessToken? found)
    {
        // The hash only says where to look. To get as far as the comparison takes the signature's last 96 bits.
        if (_hash.TryCompute(token, out ulong hash)
            && Find(hash) is { } entry
            && token.SequenceEqual(entry.Token.Token))
        {
            entry.Use();
            found = entry.Token;
            return true;
        }

        found = null;
        return false;
    }

    /// <summary>Remembers a token that verified just now, unless it is out of proportion.</summary>
    public void Add(AccessToken token)
    {
        int size = token.Size;
        if (_ring.Length == 0 || size > _maxBytes / LargestShare || !_hash.TryCompute(token.Token, out ulong hash))
        {
            return;
        }

        lock (_gate)
        {
            // The same token verified twice at once, or another one in its place: the later stays.
            if (Find(hash) is { } known)
            {
                Drop(known);
            }

            MakeRoom(size);
            Entry added = new(token, hash, size, _hand);
            _ring[_hand] = added;
            ref Entry? chain = ref Chain(hash);
            added.Next = chain;
            Volatile.Write(ref chain, added);
            _bytes += size;
            _count++;
            Advance();
        }
    }

    /// <summary>Forgets a token that will never be accepted again.</summary>
    public void Remove(AccessToken token)
    {
        lock (_gate)
        {
            if (_hash.TryCompute(token.Token, out ulong hash) && Find(hash) is { } entry && entry.Token == token)
            {
                Drop(entry);
            }
        }
    }

    /// <summary>Looks at the next few and forgets those that have expired.</summary>
    public void RemoveExpired()
    {
        long now = _time.GetUtcNow().ToUnixTimeSeconds();
        lock (_gate)
        {
            for (int left = Math.Min(SweptAtOnce, _ring.Length); left > 0; left--)
            {
                if (_ring[_swept] is { } entry && entry.Token.ExpiresAt <= now - _skew)
                {
                    Drop(entry);
                }

                _swept = (_swept + 1) % _ring.Length;
            }
        }
    }

    public void Dispose() => _sweeper.Dispose();

    // CLOCK: what was used since the hand last came by gets another round, but only so many may make a newcomer wait.
    // Afterwards the hand points to an empty place.
    private void MakeRoom(int size)
    {
        int chances = Math.Min(ChancesAtOnce, _ring.Length);
        while (_ring[_hand] is not null || _bytes + size > _maxBytes)
        {
            if (_ring[_hand] is { } entry && (chances <= 0 || !entry.TakeChance()))
            {
                Drop(entry);
                continue;
            }

            chances--;
            Advance();
        }
    }

    private ref Entry? Chain(ulong hash) => ref _chains[(int)hash & (_chains.Length - 1)];

    private Entry? Find(ulong hash)
    {
        Entry? entry = Volatile.Read(ref Chain(hash));
        while (entry is not null && entry.Hash != hash)
        {
            entry = entry.Next;
        }

        return entry;
    }

    private void Unchain(Entry entry)
    {
        ref Entry? chain = ref Chain(entry.Hash);
        if (chain == entry)
        {
            Volatile.Write(ref chain, entry.Next);
            return;
        }

        Entry before = chain!;
        while (before.Next != entry)
        {
            before = before.Next!;
        }

        before.Next = entry.Next;
    }

    private void Advance() => _hand = (_hand + 1) % _ring.Length;

    private void Drop(Entry entry)
    {
        Unchain(entry);
        _ring[entry.Slot] = null;
        _bytes -= entry.Size;
        _count--;
    }
}
