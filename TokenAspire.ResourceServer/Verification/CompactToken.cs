using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace TokenAspire.ResourceServer;

/// <summary>
/// The three decoded parts of a compact JWS, <c>BASE64URL(header).BASE64URL(payload).BASE64URL(signature)</c>
/// (RFC 7515 section 7.1), and the bytes that were signed.
/// </summary>
internal sealed record CompactToken(byte[] Header, byte[] Payload, byte[] Signature, byte[] SigningInput)
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static readonly SearchValues<char> Base64UrlCharacters = SearchValues.Create(Alphabet);

    public static RefusalReason? TryRead(string token, int maxBytes, out CompactToken? parts)
    {
        parts = null;
        if (token.Length > maxBytes)
        {
            return RefusalReason.TooLarge;
        }

        // Two parts are no JWS, five are a JWE, and a JSON serialization has none of them.
        int first = token.IndexOf('.', StringComparison.Ordinal);
        int last = token.LastIndexOf('.');
        if (first <= 0 || last <= first + 1 || token.AsSpan(first + 1, last - first - 1).Contains('.'))
        {
            return RefusalReason.Malformed;
        }

        ReadOnlySpan<char> header = token.AsSpan(0, first);
        ReadOnlySpan<char> payload = token.AsSpan(first + 1, last - first - 1);
        ReadOnlySpan<char> signature = token.AsSpan(last + 1);
        if (!IsBase64Url(header) || !IsBase64Url(payload) || !IsBase64Url(signature)
            || !IsCanonical(header) || !IsCanonical(payload))
        {
            return RefusalReason.Malformed;
        }

        // An absent signature is a matter of the algorithm or of the signature, not of the shape, and so is one that
        // has a second spelling: it is then none at all.
        parts = new CompactToken(
            Base64Url.DecodeFromChars(header),
            Base64Url.DecodeFromChars(payload),
            IsCanonical(signature) ? Base64Url.DecodeFromChars(signature) : [],
            Encoding.ASCII.GetBytes(token, 0, last));
        return null;
    }

    // RFC 7515 section 2: no padding, no line breaks, no white space. The decoder would let them pass.
    private static bool IsBase64Url(ReadOnlySpan<char> part) =>
        part.Length % 4 != 1 && !part.ContainsAnyExcept(Base64UrlCharacters);

    // RFC 4648 section 3.5: the unused bits of the last character are zero, so that bytes have one spelling only.
    private static bool IsCanonical(ReadOnlySpan<char> part)
    {
        int unusedBits = (part.Length % 4) switch { 2 => 0b1111, 3 => 0b0011, _ => 0 };
        return unusedBits == 0 || (Alphabet.IndexOf(part[^1], StringComparison.Ordinal) & unusedBits) == 0;
    }
}
