using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using TokenAspire.Issuer.Contracts.Keys;

namespace TokenAspire.Issuer.Keys;

/// <summary>A freshly generated key pair, and what its public half looks like in a JWKS document.</summary>
/// <param name="Pkcs8">The private key; wrapped before it leaves the process.</param>
/// <param name="SubjectPublicKeyInfo">The public key, as stored.</param>
internal sealed record KeyMaterial(byte[] Pkcs8, byte[] SubjectPublicKeyInfo)
{
    private const int RsaBits = 2048;

    public static KeyMaterial Generate(string algorithm)
    {
        using AsymmetricAlgorithm key = algorithm switch
        {
            SigningAlgorithms.Rs256 => RSA.Create(RsaBits),
            SigningAlgorithms.Es256 => ECDsa.Create(ECCurve.NamedCurves.nistP256),
            _ => throw Unknown(algorithm),
        };
        return new KeyMaterial(key.ExportPkcs8PrivateKey(), key.ExportSubjectPublicKeyInfo());
    }

    /// <summary>The signing form of a private key.</summary>
    public static SigningKey SigningKey(string algorithm, string keyId, byte[] pkcs8) => algorithm switch
    {
        SigningAlgorithms.Rs256 => new RsaSigningKey(keyId, pkcs8),
        SigningAlgorithms.Es256 => new EcdsaSigningKey(keyId, pkcs8),
        _ => throw Unknown(algorithm),
    };

    /// <summary>The members of a JWK that make up the public key, <c>kty</c> among them (RFC 7518 6.2.1 and 6.3.1).</summary>
    public static SortedDictionary<string, string> PublicMembers(string algorithm, byte[] subjectPublicKeyInfo)
    {
        switch (algorithm)
        {
            case SigningAlgorithms.Rs256:
                using (RSA rsa = RSA.Create())
                {
                    rsa.ImportSubjectPublicKeyInfo(subjectPublicKeyInfo, out _);
                    RSAParameters parameters = rsa.ExportParameters(includePrivateParameters: false);
                    return Members(("kty", "RSA"), ("e", Encode(parameters.Exponent)), ("n", Encode(parameters.Modulus)));
                }

            case SigningAlgorithms.Es256:
                using (ECDsa ecdsa = ECDsa.Create())
                {
                    ecdsa.ImportSubjectPublicKeyInfo(subjectPublicKeyInfo, out _);
                    ECPoint point = ecdsa.ExportParameters(includePrivateParameters: false).Q;
                    return Members(("kty", "EC"), ("crv", "P-256"), ("x", Encode(point.X)), ("y", Encode(point.Y)));
                }

            default:
                throw Unknown(algorithm);
        }
    }

    /// <summary>The <c>kid</c>: the key's thumbprint, SHA-256 of its members in lexicographic order without white space (RFC 7638 3).</summary>
    public static string Thumbprint(SortedDictionary<string, string> publicMembers) =>
        Base64Url.EncodeToString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(publicMembers)));

    private static SortedDictionary<string, string> Members(params ReadOnlySpan<(string Name, string Value)> members)
    {
        SortedDictionary<string, string> sorted = new(StringComparer.Ordinal);
        foreach ((string name, string value) in members)
        {
            sorted.Add(name, value);
        }

        return sorted;
    }

    private static string Encode(byte[]? value) => Base64Url.EncodeToString(value);

    private static ArgumentOutOfRangeException Unknown(string algorithm) =>
        new(nameof(algorithm), algorithm, "This issuer has no such signing algorithm.");
}
