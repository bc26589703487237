using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace TokenAspire.Issuer.Conformance.Server;

/// <summary>A JWT taken apart, and its signature checked against a JWK set by this suite's own code.</summary>
public sealed class Jwt(string encoded)
{
    private readonly string[] _parts = encoded.Split('.');

    /// <summary>The header.</summary>
    public JsonElement Header => Part(0);

    /// <summary>The claims.</summary>
    public JsonElement Payload => Part(1);

    /// <summary>A text claim; null where it is absent.</summary>
    public string? this[string claim] => Payload.TryGetProperty(claim, out JsonElement value) ? value.GetString() : null;

    /// <summary>A whole number.</summary>
    public long Number(string claim) => Payload.GetProperty(claim).GetInt64();

    /// <summary>Whether the key of its <c>kid</c> made its signature (RS256).</summary>
    public bool IsSignedBy(JsonElement keySet)
    {
        JsonElement key = keySet.GetProperty("keys").EnumerateArray().Single(key => key.GetProperty("kid").GetString() == Header.GetProperty("kid").GetString());
        using RSA rsa = RSA.Create(new RSAParameters { Modulus = Bytes(key, "n"), Exponent = Bytes(key, "e") });
        return rsa.VerifyData(
            Encoding.ASCII.GetBytes($"{_parts[0]}.{_parts[1]}"), Base64Url.DecodeFromChars(_parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    /// <summary>The same with some claims changed, under the old signature.</summary>
    public string Forge(string claim, string value)
    {
        Dictionary<string, JsonElement> claims = Payload.EnumerateObject().ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal);
        claims[claim] = JsonSerializer.SerializeToElement(value);
        return $"{_parts[0]}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims))}.{_parts[2]}";
    }

    /// <summary>The left half of a token's hash (OIDC Core 3.1.3.6).</summary>
    public static string HalfHash(string token) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(token)).AsSpan(0, 16));

    /// <inheritdoc />
    public override string ToString() => encoded;

    private static byte[] Bytes(JsonElement key, string member) => Base64Url.DecodeFromChars(key.GetProperty(member).GetString());

    private JsonElement Part(int index) => JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(_parts[index]));
}
