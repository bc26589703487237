namespace TokenAspire.Issuer.Contracts.Keys;

/// <summary>A private key that signs tokens. It never leaves this type.</summary>
public abstract class SigningKey
{
    /// <summary>The <c>kid</c> header.</summary>
    public abstract string KeyId { get; }

    /// <summary>The <c>alg</c> header (RFC 7518 3.1); the key signs with no other.</summary>
    public abstract string Algorithm { get; }

    /// <summary>Bytes of a signature.</summary>
    public abstract int SignatureSize { get; }

    /// <summary>Signs <paramref name="data"/> into <paramref name="destination"/> (JWS form, RFC 7518 3.3 and 3.4); returns the bytes written. Safe for parallel use.</summary>
    public abstract int Sign(ReadOnlySpan<byte> data, Span<byte> destination);
}
