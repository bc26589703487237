using System.Numerics;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace TokenAspire.ResourceServer;

/// <summary>One key of the issuer, bound to one algorithm (RFC 8725 section 3.1).</summary>
internal sealed class VerificationKey
{
    private const int LeastRsaBits = 2048;

    // RFC 8017 section 3.1. With 1, every padded hash would be its own signature.
    private const int LeastExponent = 3;

    private readonly PublicKey _key;
    private readonly string _material;
    private volatile bool _isWithdrawn;

    private VerificationKey(JsonWebKey published, PublicKey key, string algorithm)
    {
        KeyId = published.Kid;
        Algorithm = algorithm;
        _material = string.Join('.', published.Kty, algorithm, published.N, published.E, published.X, published.Y);
        _key = key;
    }

    public string KeyId { get; }

    public string Algorithm { get; }

    /// <summary>Whether the issuer has taken it out of its set since: nothing that it signed is accepted any more.</summary>
    public bool IsWithdrawn => _isWithdrawn;

    public void Withdraw() => _isWithdrawn = true;

    /// <summary>Whether both are the same key for the same algorithm under the same name.</summary>
    public bool IsSameAs(VerificationKey other) => KeyId == other.KeyId && _material == other._material;

    /// <summary>Null for a key that is not for signatures, not of an allowed kind, or too weak: it is never loaded.</summary>
    public static VerificationKey? TryCreate(JsonWebKey key)
    {
        bool isForSignatures = key.Use is null or "" or "sig" && (key.KeyOps.Count == 0 || key.KeyOps.Contains("verify"));
        if (!isForSignatures || string.IsNullOrEmpty(key.Kid))
        {
            return null;
        }

        try
        {
            return key.Kty switch
            {
                JsonWebAlgorithmsKeyTypes.RSA => FromRsa(key),
                JsonWebAlgorithmsKeyTypes.EllipticCurve => FromEllipticCurve(key),
                _ => null,
            };
        }
        catch (Exception fault) when (fault is CryptographicException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Whether these bytes bear this signature of this key.</summary>
    public bool Verifies(ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature) =>
        !signature.IsEmpty && _key.Verifies(signingInput, signature);

    private static VerificationKey? FromRsa(JsonWebKey key)
    {
        string algorithm = string.IsNullOrEmpty(key.Alg) ? SecurityAlgorithms.RsaSha256 : key.Alg;
        RSASignaturePadding? padding = algorithm switch
        {
            SecurityAlgorithms.RsaSha256 => RSASignaturePadding.Pkcs1,
            SecurityAlgorithms.RsaSsaPssSha256 => RSASignaturePadding.Pss,
            _ => null,
        };
        RSAParameters parameters = new()
        {
            Modulus = Base64UrlEncoder.DecodeBytes(key.N),
            Exponent = Base64UrlEncoder.DecodeBytes(key.E),
        };
        return padding is not null && Number(parameters.Modulus).GetBitLength() >= LeastRsaBits && Number(parameters.Exponent) >= LeastExponent
            ? new VerificationKey(key, new RsaPublicKey(parameters, padding), algorithm)
            : null;
    }

    // Leading zeros make a modulus longer to look at, and no stronger.
    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static VerificationKey? FromEllipticCurve(JsonWebKey key)
    {
        if (key.Crv != JsonWebKeyECTypes.P256 || key.Alg is not (null or "" or SecurityAlgorithms.EcdsaSha256))
        {
            return null;
        }

        ECParameters parameters = new()
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Base64UrlEncoder.DecodeBytes(key.X), Y = Base64UrlEncoder.DecodeBytes(key.Y) },
        };
        return new VerificationKey(key, new EllipticCurvePublicKey(parameters), SecurityAlgorithms.EcdsaSha256);
    }
}
