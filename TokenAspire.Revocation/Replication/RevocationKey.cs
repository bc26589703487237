using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace TokenAspire.Revocation;

/// <summary>
/// 128 bits that stand for one value of a claim: a UUID in its canonical form is its own sixteen bytes, anything else the
/// first half of its SHA-256. Of the two halves, the first is kept mixed with the second: spread evenly, as a hash has to be
/// (of a UUIDv7 it is the time, alike for all that are of one moment), and still telling the same values apart.
/// </summary>
/// <param name="Hash">The first half, mixed with the second; each of its bits is as good as any other.</param>
/// <param name="Low">The second half.</param>
/// <remarks>
/// That is enough. By accident two of a million values share a key once in 10^26 tables. On purpose it would take 2^64
/// chosen values for any collision and 2^128 for a given one, and nobody gets to choose: a value is compared only after
/// the signature of its token was verified, so every <c>jti</c>, <c>sid</c>, <c>sub</c> and <c>client_id</c> was made or
/// registered by the issuer; a logged-in user or a holder of <c>tokens:admin</c> only points at one of them.
/// </remarks>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RevocationKey(ulong Hash, ulong Low)
{
    private const int LongestOnStack = 512;

    // Drawn anew by each process, so that no choice of values is known to fall into one place of its tables.
    private static readonly ulong HighSeed = (ulong)Random.Shared.NextInt64();
    private static readonly ulong LowSeed = (ulong)Random.Shared.NextInt64();

    public static RevocationKey Of(ReadOnlySpan<char> value)
    {
        if (CanonicalUuid.TryRead(value, out ulong high, out ulong low) && OfHalves(high, low) is { IsWhole: true } uuid)
        {
            return uuid;
        }

        return Named.Recall(value) ?? Named.Remember(value, Hashed(value));
    }

    /// <summary>The key of 128 bits. To any second half, each first half has a hash of its own: nothing is lost.</summary>
    public static RevocationKey OfHalves(ulong high, ulong low) => new(Mix(high ^ HighSeed ^ Mix(low ^ LowSeed)), low);

    /// <summary>False for what is empty or half written in a table: no half of a key is zero (of a hash, once in 2^63).</summary>
    public bool IsWhole => Hash != 0 && Low != 0;

    // The finalizer of MurmurHash3: reversible, and each bit of what comes out depends on all that went in.
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 33)) * 0xFF51_AFD7_ED55_8CCD;
        value = (value ^ (value >> 33)) * 0xC4CE_B9FE_1A85_EC53;
        return value ^ (value >> 33);
    }

    private static RevocationKey Hashed(ReadOnlySpan<char> value)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        int length = Encoding.UTF8.GetMaxByteCount(value.Length);
        Span<byte> text = length <= LongestOnStack ? stackalloc byte[LongestOnStack] : new byte[length];
        SHA256.HashData(text[..Encoding.UTF8.GetBytes(value, text)], hash);
        return OfHalves(BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash[8..]));
    }

    /// <summary>
    /// The names hashed last. Clients have names, and few of them occur in nearly every token: to hash one takes ten times
    /// as long as to see that it is the same again.
    /// </summary>
    private sealed record Named(string Name, RevocationKey Key)
    {
        private const int LongestName = 64;

        // A row of places that names share by their own hash; whoever comes later takes it.
        private static readonly Named?[] Places = new Named?[64];

        public static RevocationKey? Recall(ReadOnlySpan<char> name) =>
            name.Length <= LongestName && Volatile.Read(ref Place(name)) is { } known && name.SequenceEqual(known.Name) ? known.Key : null;

        public static RevocationKey Remember(ReadOnlySpan<char> name, RevocationKey key)
        {
            if (name.Length <= LongestName)
            {
                Volatile.Write(ref Place(name), new Named(name.ToString(), key));
            }

            return key;
        }

        private static ref Named? Place(ReadOnlySpan<char> name) => ref Places[(uint)string.GetHashCode(name, StringComparison.Ordinal) % Places.Length];
    }
}
