using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using TokenAspire.Issuer.Contracts.Keys;

namespace TokenAspire.Issuer.Protocol.Jwks;

/// <summary>The public keys as verifiers fetch them (RFC 7517 5): <c>{"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"…","n":"…","e":"AQAB"}]}</c></summary>
internal sealed record JwksDocument(long Version, ReadOnlyMemory<byte> Body, string EntityTag)
{
    /// <summary>Builds it from what the ring publishes; only members that are public by their nature are copied.</summary>
    public static JwksDocument Build(ISigningKeyRing ring)
    {
        long version = ring.Version;
        ArrayBufferWriter<byte> body = new();
        using (Utf8JsonWriter json = new(body))
        {
            json.WriteStartObject();
            json.WriteStartArray("keys"u8);
            foreach (PublishedKey key in ring.PublishedKeys.Where(key => key.State is not SigningKeyState.Retired))
            {
                Write(json, key);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return new JwksDocument(version, body.WrittenMemory, $"\"{Convert.ToHexStringLower(SHA256.HashData(body.WrittenSpan))}\"");
    }

    private static void Write(Utf8JsonWriter json, PublishedKey key)
    {
        json.WriteStartObject();
        json.WriteString("kty"u8, key.KeyType);
        json.WriteString("use"u8, "sig"u8);
        json.WriteString("alg"u8, key.Algorithm);
        json.WriteString("kid"u8, key.KeyId);

        // RFC 7518 6: never d, p, q or the others, whatever the ring hands over.
        string[] members = key.KeyType == "RSA" ? ["n", "e"] : ["crv", "x", "y"];
        foreach (string member in members)
        {
            json.WriteString(member, key.Parameters[member]);
        }

        json.WriteEndObject();
    }
}
