using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace TokenAspire.ResourceServer;

/// <summary>
/// Spreads tokens by the end of their signature, which nobody chooses who cannot sign, mixed with a secret of this
/// process, so that nobody who can sign finds out what falls together.
/// </summary>
internal sealed class SignatureHash
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
