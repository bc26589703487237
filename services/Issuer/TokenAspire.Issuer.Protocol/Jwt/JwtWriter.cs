using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using TokenAspire.Issuer.Contracts.Keys;

namespace TokenAspire.Issuer.Protocol.Jwt;

/// <summary>
/// Writes a signed JWT in compact form (RFC 7515 7.1). Everything but the resulting string lives in
/// reused buffers: what a token costs is its signature.
/// </summary>
internal static class JwtWriter
{
    // One of each per thread; nothing here awaits, so no two tokens share them.
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _payload;

    [ThreadStatic]
    private static Utf8JsonWriter? _json;

    /// <summary>header.payload.signature</summary>
    public static string Write<TClaims>(JwtHeader type, SigningKey key, TClaims claims)
        where TClaims : IJwtClaims
    {
        ReadOnlySpan<byte> header = type.For(key);
        ReadOnlySpan<byte> payload = WritePayload(claims);
        int size = header.Length + Base64Url.GetEncodedLength(payload.Length) + 1 + Base64Url.GetEncodedLength(key.SignatureSize);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(size + key.SignatureSize);
        try
        {
            header.CopyTo(buffer);
            int length = header.Length;
            length += Base64Url.EncodeToUtf8(payload, buffer.AsSpan(length));

            Span<byte> signature = buffer.AsSpan(size, key.SignatureSize);
            int signed = key.Sign(buffer.AsSpan(0, length), signature);
            buffer[length++] = (byte)'.';
            length += Base64Url.EncodeToUtf8(signature[..signed], buffer.AsSpan(length));
            return Encoding.ASCII.GetString(buffer, 0, length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    /// <summary>The claims alone, as JSON.</summary>
    public static string WriteClaims<TClaims>(TClaims claims)
        where TClaims : IJwtClaims => Encoding.UTF8.GetString(WritePayload(claims));

    private static ReadOnlySpan<byte> WritePayload<TClaims>(TClaims claims)
        where TClaims : IJwtClaims
    {
        ArrayBufferWriter<byte> payload = _payload ??= new ArrayBufferWriter<byte>(1024);
        Utf8JsonWriter json = _json ??= new Utf8JsonWriter(payload);
        payload.ResetWrittenCount();
        json.Reset();
        json.WriteStartObject();
        claims.WriteTo(json);
        json.WriteEndObject();
        json.Flush();
        return payload.WrittenSpan;
    }
}
