using System.Security.Cryptography;
using Microsoft.Extensions.ObjectPool;

namespace TokenAspire.ResourceServer;

/// <summary>Key material, and how a signature is verified with it.</summary>
internal abstract class PublicKey
{
    /// <summary>Whether the bytes bear this signature.</summary>
    public abstract bool Verifies(ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature);
}

/// <summary>
/// Verifies with a platform key that no other thread uses meanwhile. .NET promises no safety for concurrent use of one
/// object; beneath it OpenSSL 3 lets threads share a key only while a reference count and a lock are passed from core to
/// core, and had a data race there (openssl/openssl#28936).
/// </summary>
internal abstract class PublicKey<T> : PublicKey
    where T : AsymmetricAlgorithm
{
    private readonly ObjectPool<T> _keys;

    /// <param name="create">Makes one more of the same key; throws when the material is none.</param>
    protected PublicKey(Func<T> create)
    {
        _keys = new DefaultObjectPool<T>(new Policy(create));
        _keys.Return(create());
    }

    public override bool Verifies(ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature)
    {
        T key = _keys.Get();
        try
        {
            return Verifies(key, signingInput, signature);
        }
        catch (CryptographicException)
        {
            // Some platforms report a signature that cannot be one this way; it is a wrong one all the same.
            return false;
        }
        finally
        {
            _keys.Return(key);
        }
    }

    protected abstract bool Verifies(T key, ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature);

    private sealed class Policy(Func<T> create) : PooledObjectPolicy<T>
    {
        public override T Create() => create();

        public override bool Return(T obj) => true;
    }
}

/// <summary>RS256 or PS256 (RFC 7518 sections 3.3 and 3.5), by the padding.</summary>
internal sealed class RsaPublicKey(RSAParameters parameters, RSASignaturePadding padding)
    : PublicKey<RSA>(() => RSA.Create(parameters))
{
    protected override bool Verifies(RSA key, ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature) =>
        key.VerifyData(signingInput, signature, HashAlgorithmName.SHA256, padding);
}

/// <summary>ES256 (RFC 7518 section 3.4).</summary>
internal sealed class EllipticCurvePublicKey(ECParameters parameters)
    : PublicKey<ECDsa>(() => ECDsa.Create(parameters))
{
    private const int SignatureBytes = 64;

    // r and s of 32 bytes each, one after the other; DER, which OpenSSL speaks, is another thing.
    protected override bool Verifies(ECDsa key, ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature) =>
        signature.Length == SignatureBytes
        && key.VerifyData(signingInput, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
}
