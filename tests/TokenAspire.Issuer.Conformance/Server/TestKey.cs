using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace TokenAspire.Issuer.Conformance.Server;

/// <summary>A client's own ES256 key, and the JWTs that it makes with it (RFC 7515).</summary>
public sealed class TestKey(string keyId)
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The public half.</summary>
    public Dictionary<string, string> PublicJwk
    {
        get
        {
            ECPoint point = _key.ExportParameters(includePrivateParameters: false).Q;
            return new(StringComparer.Ordinal)
            {
                ["kty"] = "EC",
                ["crv"] = "P-256",
                ["x"] = Base64Url.EncodeToString(point.X),
                ["y"] = Base64Url.EncodeToString(point.Y),
                ["kid"] = keyId,
            };
        }
    }

    /// <summary>Both halves, which must never be shown to anybody.</summary>
    public Dictionary<string, string> PrivateJwk => new(PublicJwk, StringComparer.Ordinal)
    {
        ["d"] = Base64Url.EncodeToString(_key.ExportParameters(includePrivateParameters: true).D),
    };

    /// <summary>The thumbprint of the public half (RFC 7638 3).</summary>
    public string Thumbprint
    {
        get
        {
            Dictionary<string, string> jwk = PublicJwk;
            string canonical = $$"""{"crv":"{{jwk["crv"]}}","kty":"EC","x":"{{jwk["x"]}}","y":"{{jwk["y"]}}"}""";
            return Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
        }
    }

    /// <summary>A JWT of this header and these claims; null leaves a member out.</summary>
    public string Sign(Dictionary<string, object?> header, Dictionary<string, object?> claims)
    {
        string signed = $"{Encode(header)}.{Encode(claims)}";
        byte[] signature = _key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(Dictionary<string, object?> members) => Base64Url.EncodeToString(
        JsonSerializer.SerializeToUtf8Bytes(members.Where(member => member.Value is not null).ToDictionary(StringComparer.Ordinal)));
}
