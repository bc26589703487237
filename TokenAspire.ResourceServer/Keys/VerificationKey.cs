using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace TokenAspire.ResourceServer;

/// <summary>One key of the issuer, bound to one algorithm (RFC 8725 section 3.1).</summary>
internal sealed class VerificationKey
{
    private const int LeastRsaBits = 2048;

    private readonly SignatureProvider _signatures;
    private readonly string _material;
    private volatile bool _isWithdrawn;

    private VerificationKey(JsonWebKey published, SecurityKey key, string algorithm)
    {
        KeyId = published.Kid;
        Algorithm = algorithm;
        _material = string.Join('.', published.Kty, algorithm, published.N, published.E, published.X, published.Y);
        _signatures = new CryptoProviderFactory { CacheSignatureProviders = false }.CreateForVerifying(key, algorithm);
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

    public bool Verifies(byte[] signingInput, byte[] signature)
    {
        try
        {
            return signature.Length > 0 && _signatures.Verify(signingInput, signature);
        }
        catch (CryptographicException)
        {
            // Some platforms report a signature that cannot be one this way; it is a wrong one all the same.
            return false;
        }
    }

    private static VerificationKey? FromRsa(JsonWebKey key)
    {
        string algorithm = string.IsNullOrEmpty(key.Alg) ? SecurityAlgorithms.RsaSha256 : key.Alg;
        if (algorithm is not (SecurityAlgorithms.RsaSha256 or SecurityAlgorithms.RsaSsaPssSha256))
        {
            return null;
        }

        RsaSecurityKey rsa = new(new RSAParameters
        {
            Modulus = Base64UrlEncoder.DecodeBytes(key.N),
            Exponent = Base64UrlEncoder.DecodeBytes(key.E),
        });
        return rsa.KeySize >= LeastRsaBits ? new VerificationKey(key, rsa, algorithm) : null;
    }

    private static VerificationKey? FromEllipticCurve(JsonWebKey key)
    {
        if (key.Crv != JsonWebKeyECTypes.P256 || key.Alg is not (null or "" or SecurityAlgorithms.EcdsaSha256))
        {
            return null;
        }

        ECDsa curve = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Base64UrlEncoder.DecodeBytes(key.X), Y = Base64UrlEncoder.DecodeBytes(key.Y) },
        });
        return new VerificationKey(key, new ECDsaSecurityKey(curve), SecurityAlgorithms.EcdsaSha256);
    }
}
