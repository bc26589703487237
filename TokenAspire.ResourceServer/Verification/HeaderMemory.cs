namespace TokenAspire.ResourceServer;

/// <summary>
/// The header that verified last. An issuer's tokens share theirs to the byte for as long as they share the key, so that
/// it needs to be read once; what is accepted is decided anew for every token.
/// </summary>
internal sealed class HeaderMemory
{
    private volatile Remembered? _last;

    /// <summary>What was read from exactly these bytes, or null.</summary>
    public TokenHeader? Recall(ReadOnlySpan<byte> encoded) =>
        _last is { } last && encoded.SequenceEqual(last.Encoded) ? last.Header : null;

    /// <summary>Only for the header of a token whose signature holds: nobody else can crowd it out.</summary>
    public void Remember(ReadOnlySpan<byte> encoded, TokenHeader header)
    {
        if (_last?.Header != header)
        {
            _last = new Remembered(encoded.ToArray(), header);
        }
    }

    private sealed record Remembered(byte[] Encoded, TokenHeader Header);
}
