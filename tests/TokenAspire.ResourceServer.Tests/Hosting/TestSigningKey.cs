using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace TokenAspire.ResourceServer.Tests;

/// <summary>A real key that signs tokens with the platform's own cryptography, not with the library under test.</summary>
internal sealed class TestSigningKey
{
    private readonly RSA? _rsa;
    private readonly ECDsa? _curve;

    private TestSigningKey(string keyId, RSA? rsa, ECDsa? curve)
    {
        KeyId = keyId;
        _rsa = rsa;
        _curve = curve;
    }

    public string KeyId { get; }

    public string Algorithm => _rsa is null ? "ES256" : "RS256";

    public RSA Rsa => _rsa!;

    public static TestSigningKey CreateRsa(string keyId, int bits = 2048) => new(keyId, RSA.Create(bits), curve: null);

    public static TestSigningKey CreateEllipticCurve(string keyId) => new(keyId, rsa: null, ECDsa.Create(ECCurve.NamedCurves.nistP256));

    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    public JsonObject ToJwk()
    {
        JsonObject jwk = new() { ["kid"] = KeyId, ["use"] = "sig", ["alg"] = Algorithm };
        if (_rsa is not null)
        {
            RSAParameters parameters = _rsa.ExportParameters(includePrivateParameters: false);
            jwk["kty"] = "RSA";
            jwk["n"] = Base64Url.EncodeToString(parameters.Modulus);
            jwk["e"] = Base64Url.EncodeToString(parameters.Exponent);
        }
        else
        {
            ECParameters parameters = _curve!.ExportParameters(includePrivateParameters: false);
            jwk["kty"] = "EC";
            jwk["crv"] = "P-256";
            jwk["x"] = Base64Url.EncodeToString(parameters.Q.X);
            jwk["y"] = Base64Url.EncodeToString(parameters.Q.Y);
        }

        return jwk;
    }

    public byte[] Sign(string signingInput)
    {
        byte[] input = Encoding.ASCII.GetBytes(signingInput);
        return _rsa is not null
            ? _rsa.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : _curve!.SignData(input, HashAlgorithmName.SHA256);
    }

    public string SignRaw(string header, string payload)
    {
        string input = $"{Encode(header)}.{Encode(payload)}";
        return $"{input}.{Base64Url.EncodeToString(Sign(input))}";
    }
}
