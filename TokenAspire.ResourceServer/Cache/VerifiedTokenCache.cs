using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
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

    private readonly ConcurrentDictionary<ulong, Entry> _entries = new();
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
        _maxBytes = options.Value.CachedBytes;
        _skew = (long)options.Value.ClockSkew.TotalSeconds;
        _time = time;
        _sweeper = time.CreateTimer(static cache => ((VerifiedTokenCache)cache!).RemoveExpired(), this, SweepInterval, SweepInterval);
    }

    private sealed class Entry(AccessToken token, ulong hash, int size, int slot)
    {
        private volatile bool _wasUsed;

        public AccessToken Token => token;

        public ulong Hash => hash;

        public int Size => size;

        public int Slot => slot;

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
            && _entries.TryGetValue(hash, out Entry? entry)
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
            if (_entries.TryGetValue(hash, out Entry? known))
            {
                Drop(known);
            }

            MakeRoom(size);
            Entry added = new(token, hash, size, _hand);
            _ring[_hand] = added;
            _entries[hash] = added;
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
            if (_hash.TryCompute(token.Token, out ulong hash) && _entries.TryGetValue(hash, out Entry? entry) && entry.Token == token)
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

    private void Advance() => _hand = (_hand + 1) % _ring.Length;

    private void Drop(Entry entry)
    {
        _entries.TryRemove(KeyValuePair.Create(entry.Hash, entry));
        _ring[entry.Slot] = null;
        _bytes -= entry.Size;
        _count--;
    }

    /// <summary>
    /// Spreads tokens by the end of their signature, which nobody chooses who cannot sign, mixed with a secret of this
    /// process, so that nobody who can sign finds out what falls together.
    /// </summary>
    private sealed class SignatureHash
    {
        // The very last character has unused bits.
        private const int Characters = 16;

        private readonly ulong[] _secret = MemoryMarshal.Cast<byte, ulong>(RandomNumberGenerator.GetBytes(4 * sizeof(ulong))).ToArray();

        public bool TryCompute(ReadOnlySpan<char> token, out ulong hash)
        {
            if (token.Length <= Characters)
            {
                hash = 0;
                return false;
            }

            ReadOnlySpan<ulong> end = MemoryMarshal.Cast<char, ulong>(token.Slice(token.Length - Characters - 1, Characters));
            hash = Mix(end[0] ^ _secret[0], end[1] ^ _secret[1]) ^ Mix(end[2] ^ _secret[2], end[3] ^ _secret[3]);
            return true;
        }

        private static ulong Mix(ulong left, ulong right)
        {
            ulong high = Math.BigMul(left, right, out ulong low);
            return high ^ low;
        }
    }
}
