using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace TokenAspire.ResourceServer.Tests;

/// <summary>A client's key, and the proofs it makes (RFC 9449 section 4.2) with the platform's own cryptography.</summary>
internal sealed class TestProofKey
{
    private readonly ECDsa _curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly RSA? _rsa;

    public TestProofKey(string algorithm = "ES256")
    {
        Algorithm = algorithm;
        _rsa = algorithm == "ES256" ? null : RSA.Create(2048);
    }

    public string Algorithm { get; }

    /// <summary>RFC 7638, by hand.</summary>
    public string Thumbprint
    {
        get
        {
            JsonObject jwk = ToJwk();
            string canonical = _rsa is null
                ? $"{{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"{jwk["x"]}\",\"y\":\"{jwk["y"]}\"}}"
                : $"{{\"e\":\"{jwk["e"]}\",\"kty\":\"RSA\",\"n\":\"{jwk["n"]}\"}}";
            return Hash(canonical);
        }
    }

    public static string Hash(string text) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(text)));

    public JsonObject ToJwk(bool includePrivate = false)
    {
        if (_rsa is not null)
        {
            RSAParameters rsa = _rsa.ExportParameters(includePrivate);
            JsonObject key = new() { ["kty"] = "RSA", ["n"] = Base64Url.EncodeToString(rsa.Modulus), ["e"] = Base64Url.EncodeToString(rsa.Exponent) };
            return key;
        }

        ECParameters parameters = _curve.ExportParameters(includePrivate);
        JsonObject jwk = new()
        {
            ["kty"] = "EC",
            ["crv"] = "P-256",
            ["x"] = Base64Url.EncodeToString(parameters.Q.X),
            ["y"] = Base64Url.EncodeToString(parameters.Q.Y),
        };
        if (includePrivate)
        {
            jwk["d"] = Base64Url.EncodeToString(parameters.D);
        }

        return jwk;
    }

    /// <summary>A token of the issuer's, bound to this key.</summary>
    public string CreateToken(TestIssuer issuer, Action<JsonObject>? payload = null) => issuer.CreateToken(body =>
    {
        body["cnf"] = new JsonObject { ["jkt"] = Thumbprint };
        payload?.Invoke(body);
    });

    /// <summary>A good proof, changed in its header and claims as the test says, then signed.</summary>
    public string CreateProof(string token, string uri, string method = "GET", Action<JsonObject>? claims = null, Action<JsonObject>? header = null)
    {
        JsonObject head = new() { ["typ"] = "dpop+jwt", ["alg"] = Algorithm, ["jwk"] = ToJwk() };
        header?.Invoke(head);
        JsonObject body = new()
        {
            ["jti"] = Guid.NewGuid().ToString(),
            ["htm"] = method,
            ["htu"] = uri,
            ["iat"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
            ["ath"] = Hash(token),
        };
        claims?.Invoke(body);
        return SignRaw(head.ToJsonString(), body.ToJsonString());
    }

    public string SignRaw(string header, string claims)
    {
        string input = $"{TestSigningKey.Encode(header)}.{TestSigningKey.Encode(claims)}";
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

internal static class TestResourceProofExtensions
{
    /// <summary>The URL as a client spells it.</summary>
    public static string UrlOf(this TestResource resource, string path) => new Uri(resource.Client.BaseAddress!, path).AbsoluteUri;

    public static async Task<Answer> GetAsync(this TestResource resource, string path, string scheme, string token, params string[] proofs)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Authorization", $"{scheme} {token}");
        foreach (string proof in proofs)
        {
            request.Headers.TryAddWithoutValidation("DPoP", proof);
        }

        return await resource.AskAsync(request);
    }
}
