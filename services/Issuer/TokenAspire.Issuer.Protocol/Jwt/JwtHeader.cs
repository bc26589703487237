using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text.Json;
using TokenAspire.Issuer.Contracts.Keys;

namespace TokenAspire.Issuer.Protocol.Jwt;

/// <summary>
/// The encoded header <c>{"alg":"RS256","typ":"at+jwt","kid":"…"}</c>. It is the same for every
/// token of a key, so it is encoded once for as long as the key lives.
/// </summary>
internal sealed class JwtHeader
{
    /// <summary>The type of an access token (RFC 9068 2.1).</summary>
    public static readonly JwtHeader AccessToken = new("at+jwt");

    /// <summary>The type of an id token (RFC 7519 5.1).</summary>
    public static readonly JwtHeader IdToken = new("JWT");

    /// <summary>The type of a logout token (OIDC Back-Channel Logout 1.0, 2.4).</summary>
    public static readonly JwtHeader LogoutToken = new("logout+jwt");

    private readonly ConditionalWeakTable<SigningKey, byte[]> _encoded = [];

    private JwtHeader(string type) => Type = type;

    /// <summary>The <c>typ</c> member.</summary>
    public string Type { get; }

    /// <summary>The header of a token that <paramref name="key"/> signs, base64url, with the dot that follows it.</summary>
    public ReadOnlySpan<byte> For(SigningKey key) => _encoded.GetValue(key, key => Encode(key.Algorithm, key.KeyId));

    /// <summary>The same by the key's names, for whoever has only its public half.</summary>
    public byte[] Encode(string algorithm, string keyId)
    {
        ArrayBufferWriter<byte> plain = new();
        using (Utf8JsonWriter json = new(plain))
        {
            json.WriteStartObject();
            json.WriteString("alg"u8, algorithm);
            json.WriteString("typ"u8, Type);
            json.WriteString("kid"u8, keyId);
            json.WriteEndObject();
        }

        byte[] encoded = new byte[Base64Url.GetEncodedLength(plain.WrittenCount) + 1];
        Base64Url.EncodeToUtf8(plain.WrittenSpan, encoded);
        encoded[^1] = (byte)'.';
        return encoded;
    }
}
