using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace TokenAspire.Issuer.Contracts.Tokens;

/// <summary>
/// A 256-bit random bearer value: an authorization code or a refresh token. Whoever holds it can use
/// it, so it is stored only as its <see cref="Hash"/> and prints as nothing.
/// </summary>
public readonly struct OpaqueToken : IEquatable<OpaqueToken>
{
    /// <summary>Longest value that is looked at; anything longer is no token of ours.</summary>
    public const int MaxLength = 128;

    private readonly string? _value;

    private OpaqueToken(string value) => _value = value;

    /// <summary>A new random token, 43 base64url characters.</summary>
    public static OpaqueToken Generate() => FromBytes(RandomNumberGenerator.GetBytes(32));

    /// <summary>The token whose raw bytes are given, for a value that is derived instead of drawn.</summary>
    public static OpaqueToken FromBytes(ReadOnlySpan<byte> bytes) => new(Base64Url.EncodeToString(bytes));

    /// <summary>A token as a client presented it; false for what cannot be one (empty or too long).</summary>
    public static bool TryParse(string? presented, out OpaqueToken token)
    {
        token = default;
        if (string.IsNullOrEmpty(presented) || presented.Length > MaxLength)
        {
            return false;
        }

        token = new OpaqueToken(presented);
        return true;
    }

    /// <summary>What is stored and looked up: SHA-256 of the value's UTF-8 bytes.</summary>
    public TokenHash Hash() => TokenHash.Of(Reveal());

    /// <summary>The value in clear, for the one response that hands it to its client.</summary>
    public string Reveal() => _value ?? throw new InvalidOperationException("The token has no value.");

    /// <inheritdoc />
    public bool Equals(OpaqueToken other) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(_value ?? ""), Encoding.UTF8.GetBytes(other._value ?? ""));

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is OpaqueToken other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => string.GetHashCode(_value, StringComparison.Ordinal);

    /// <summary>Never the value: a token must not reach a log.</summary>
    public override string ToString() => "[opaque token]";

    /// <summary>Compares in constant time.</summary>
    public static bool operator ==(OpaqueToken left, OpaqueToken right) => left.Equals(right);

    /// <summary>Compares in constant time.</summary>
    public static bool operator !=(OpaqueToken left, OpaqueToken right) => !left.Equals(right);
}
