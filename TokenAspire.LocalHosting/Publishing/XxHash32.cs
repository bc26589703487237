using System.Buffers.Binary;
using System.Numerics;

namespace TokenAspire.LocalHosting.Publishing;

/// <summary>The hash in the manifest's names (xxHash, 32 bits, seed 0); for names, never for security.</summary>
internal static class XxHash32
{
    private const uint Prime1 = 2654435761;
    private const uint Prime2 = 2246822519;
    private const uint Prime3 = 3266489917;
    private const uint Prime4 = 668265263;
    private const uint Prime5 = 374761393;

    public static uint Hash(ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> rest = data;
        uint hash = data.Length < 16 ? Prime5 : Stripes(ref rest);
        hash += (uint)data.Length;
        for (; rest.Length >= sizeof(uint); rest = rest[sizeof(uint)..])
        {
            hash = BitOperations.RotateLeft(hash + (BinaryPrimitives.ReadUInt32LittleEndian(rest) * Prime3), 17) * Prime4;
        }

        foreach (byte value in rest)
        {
            hash = BitOperations.RotateLeft(hash + (value * Prime5), 11) * Prime1;
        }

        hash = (hash ^ (hash >> 15)) * Prime2;
        hash = (hash ^ (hash >> 13)) * Prime3;
        return hash ^ (hash >> 16);
    }

    // Four lanes, each fed every fourth word.
    private static uint Stripes(ref ReadOnlySpan<byte> rest)
    {
        Span<uint> lanes = [unchecked(Prime1 + Prime2), Prime2, 0, unchecked(0 - Prime1)];
        for (; rest.Length >= 16; rest = rest[16..])
        {
            for (int lane = 0; lane < lanes.Length; lane++)
            {
                uint word = BinaryPrimitives.ReadUInt32LittleEndian(rest[(lane * sizeof(uint))..]);
                lanes[lane] = BitOperations.RotateLeft(lanes[lane] + (word * Prime2), 13) * Prime1;
            }
        }

        return BitOperations.RotateLeft(lanes[0], 1) + BitOperations.RotateLeft(lanes[1], 7)
            + BitOperations.RotateLeft(lanes[2], 12) + BitOperations.RotateLeft(lanes[3], 18);
    }
}
