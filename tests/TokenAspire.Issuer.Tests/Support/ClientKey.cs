using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace TokenAspire.Issuer.Tests.Support;

/// <summary>A client's key, and what it signs with it, by the platform's own cryptography.</summary>
internal sealed class ClientKey(string algorithm = "ES256")
{
    private readonly ECDsa _curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly RSA? _rsa = algorithm == "ES256" ? null : RSA.Create(2048);

    public string Algorithm { get; } = algorithm;

    /// <summary>RFC 7638, by hand.</summary>
    public string Thumbprint
    {
        get
        {
            JsonObject jwk = ToJwk();
            return Hash(_rsa is null
                ? $"{{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"{jwk["x"]}\",\"y\":\"{jwk["y"]}\"}}"
                : $"{{\"e\":\"{jwk["e"]}\",\"kty\":\"RSA\",\"n\":\"{jwk["n"]}\"}}");
        }
    }

    public static string Hash(string text) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(text)));

    public JsonObject ToJwk(bool withPrivate = false)
    {
        if (_rsa is not null)
        {
            RSAParameters rsa = _rsa.ExportParameters(withPrivate);
            return new JsonObject { ["kty"] = "RSA", ["n"] = Base64Url.EncodeToString(rsa.Modulus), ["e"] = Base64Url.EncodeToString(rsa.Exponent) };
        }

        ECParameters curve = _curve.ExportParameters(withPrivate);
        JsonObject jwk = new()
        {
            ["kty"] = "EC",
            ["crv"] = "P-256",
            ["x"] = Base64Url.EncodeToString(curve.Q.X),
            ["y"] = Base64Url.EncodeToString(curve.Q.Y),
        };
        if (withPrivate)
        {
            jwk["d"] = Base64Url.EncodeToString(curve.D);
        }

        return jwk;
    }

    /// <summary>The members of its JWK, as configuration has them.</summary>
    public Dictionary<string, string> ToMembers(string keyId)
    {
        Dictionary<string, string> members = ToJwk().ToDictionary(member => member.Key, member => member.Value!.ToString(), StringComparer.Ordinal);
        members["kid"] = keyId;
        members["alg"] = Algorithm;
        return members;
    }

    /// <summary>A good client assertion (RFC 7523 3), changed as the test says, then signed.</summary>
    public string Assert(
        string clientId, string audience, DateTimeOffset now, Action<JsonObject>? claims = null, Action<JsonObject>? header = null)
    {
        JsonObject head = new() { ["alg"] = Algorithm, ["typ"] = "JWT", ["kid"] = "k1" };
        JsonObject body = new()
        {
            ["iss"] = clientId,
            ["sub"] = clientId,
            ["aud"] = audience,
            ["jti"] = Guid.NewGuid().ToString(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.ToUnixTimeSeconds() + 60,
        };
        header?.Invoke(head);
        claims?.Invoke(body);
        return Sign(head, body);
    }

    /// <summary>A good DPoP proof (RFC 9449 4.2), likewise.</summary>
    public string Prove(
        string uri, DateTimeOffset now, string method = "POST", string? accessToken = null,
        Action<JsonObject>? claims = null, Action<JsonObject>? header = null)
    {
        JsonObject head = new() { ["typ"] = "dpop+jwt", ["alg"] = Algorithm, ["jwk"] = ToJwk() };
        JsonObject body = new()
        {
            ["jti"] = Guid.NewGuid().ToString(),
            ["htm"] = method,
            ["htu"] = uri,
            ["iat"] = now.ToUnixTimeSeconds(),
        };
        if (accessToken is not null)
        {
            body["ath"] = Hash(accessToken);
        }

        header?.Invoke(head);
        claims?.Invoke(body);
        return Sign(head, body);
    }

    public string Sign(JsonObject header, JsonObject claims) => SignText(header.ToJsonString(), claims.ToJsonString());

    public string SignText(string header, string claims)
    {
        string input = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        byte[] bytes = Encoding.ASCII.GetBytes(input);
        byte[] signature = Algorithm switch
        {
            "ES256" => _curve.SignData(bytes, HashAlgorithmName.SHA256),
            "PS256" => _rsa!.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
            _ => _rsa!.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        };
        return $"{input}.{Base64Url.EncodeToString(signature)}";
    }
}
