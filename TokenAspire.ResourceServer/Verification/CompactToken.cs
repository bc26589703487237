using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;

namespace TokenAspire.ResourceServer;

/// <summary>
/// A compact JWS, <c>BASE64URL(header).BASE64URL(payload).BASE64URL(signature)</c> (RFC 7515 section 7.1), as bytes in a
/// rented buffer: the token as it came, and room for what its parts decode to. Spans of it end with it.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct CompactToken : IDisposable
{
    private static readonly SearchValues<byte> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."u8);

    private readonly byte[]? _buffer;
    private readonly int _length;
    private readonly int _headerEnd;
    private readonly int _payloadEnd;

    private CompactToken(RefusalReason refusal) => Refusal = refusal;

    private CompactToken(string token)
    {
        _length = token.Length;
        _buffer = ArrayPool<byte>.Shared.Rent(2 * _length);
        if (Ascii.FromUtf16(token, _buffer, out _) != OperationStatus.Done)
        {
            Refusal = RefusalReason.Malformed;
            return;
        }

        ReadOnlySpan<byte> all = _buffer.AsSpan(0, _length);
        _headerEnd = all.IndexOf((byte)'.');
        _payloadEnd = all.LastIndexOf((byte)'.');
        Refusal = HasThreeParts(all) && AreWellFormed(all) ? null : RefusalReason.Malformed;
    }

    /// <summary>Why it is none; its parts may be asked for only when this is null.</summary>
    public RefusalReason? Refusal { get; }

    /// <summary>The header as it came, undecoded.</summary>
    public ReadOnlySpan<byte> EncodedHeader => Encoded(0, _headerEnd);

    /// <summary>What was signed: header and payload as they came.</summary>
    public ReadOnlySpan<byte> SigningInput => Encoded(0, _payloadEnd);

    private ReadOnlySpan<byte> EncodedPayload => Encoded(_headerEnd + 1, _payloadEnd);

    private ReadOnlySpan<byte> EncodedSignature => Encoded(_payloadEnd + 1, _length);

    /// <summary>Looks at its length before anything else of it.</summary>
    public static CompactToken Read(string token, int maxBytes) =>
        token.Length > maxBytes ? new CompactToken(RefusalReason.TooLarge) : new CompactToken(token);

    public ReadOnlySpan<byte> DecodeHeader() => Decode(0, _headerEnd);

    public ReadOnlySpan<byte> DecodePayload() => Decode(_headerEnd + 1, _payloadEnd);

    /// <summary>
    /// Empty when there is none. An absent signature is a matter of the algorithm or of the signature, not of the shape,
    /// and so is one that is spelt in a second way: it is then none at all.
    /// </summary>
    public ReadOnlySpan<byte> DecodeSignature() => IsCanonical(EncodedSignature) ? Decode(_payloadEnd + 1, _length) : [];

    public void Dispose()
    {
        if (_buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }

    // Two parts are no JWS, five are a JWE, and a JSON serialization has none of them.
    private bool HasThreeParts(ReadOnlySpan<byte> all) =>
        _headerEnd > 0 && _payloadEnd > _headerEnd + 1 && !all[(_headerEnd + 1).._payloadEnd].Contains((byte)'.');

    // RFC 7515 section 2: no padding, no line breaks, no white space. The decoder would let them pass.
    private bool AreWellFormed(ReadOnlySpan<byte> all) =>
        !all.ContainsAnyExcept(Alphabet)
        && IsCanonical(EncodedHeader) && IsCanonical(EncodedPayload) && EncodedSignature.Length % 4 != 1;

    // RFC 4648 section 3.5: the unused bits of the last character are zero, so that bytes have one spelling only. The
    // characters that leave four, or two, bits unused are every sixteenth, or fourth, of the alphabet.
    private static bool IsCanonical(ReadOnlySpan<byte> part) => (part.Length % 4) switch
    {
        1 => false,
        2 => "AQgw"u8.Contains(part[^1]),
        3 => "AEIMQUYcgkosw048"u8.Contains(part[^1]),
        _ => true,
    };

    private ReadOnlySpan<byte> Encoded(int start, int end) => _buffer.AsSpan(start, end - start);

    // Each part has its place in the second half of the buffer, as far from its start as in the first; it only shrinks.
    private ReadOnlySpan<byte> Decode(int start, int end)
    {
        Span<byte> decoded = _buffer.AsSpan(_length + start, end - start);
        return decoded[..Base64Url.DecodeFromUtf8(Encoded(start, end), decoded)];
    }
}
