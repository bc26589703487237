using System.Security.Cryptography;
using System.Text;

namespace TokenAspire.Issuer.Contracts.Tokens;

/// <summary>SHA-256 of a bearer value: the only form of it that a store ever sees.</summary>
public sealed class TokenHash : IEquatable<TokenHash>
{
    private readonly byte[] _bytes;

    private TokenHash(byte[] bytes) => _bytes = bytes;

    /// <summary>The hash of a value's UTF-8 bytes.</summary>
    public static TokenHash Of(string value) => new(SHA256.HashData(Encoding.UTF8.GetBytes(value)));

    /// <summary>A hash as <see cref="ToArray"/> gave it.</summary>
    public static TokenHash FromArray(byte[] stored) => new(stored);

    /// <summary>The 32 bytes, as stored.</summary>
    public byte[] ToArray() => [.. _bytes];

    /// <inheritdoc />
    public bool Equals(TokenHash? other) => other is not null && CryptographicOperations.FixedTimeEquals(_bytes, other._bytes);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as TokenHash);

    /// <inheritdoc />
    public override int GetHashCode() => BitConverter.ToInt32(_bytes);
}
