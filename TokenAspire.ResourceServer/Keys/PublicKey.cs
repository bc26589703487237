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
/// core, and had a data race there (openssl/openssl#28936). A hash goes with each: to begin it again takes less than to
/// make another.
/// </summary>
internal abstract class PublicKey<T> : PublicKey
    where T : AsymmetricAlgorithm
{
    private readonly ObjectPool<Instance> _instances;

    /// <param name="create">Makes one more of the same key; throws when the material is none.</param>
    protected PublicKey(Func<T> create)
    {
        _instances = new DefaultObjectPool<Instance>(new Policy(create));
        _instances.Return(new Instance(create()));
    }

    public override bool Verifies(ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Instance instance = _instances.Get();

        // Outside: one whose hash was not begun again must not come back.
        instance.Hash.AppendData(signingInput);
        instance.Hash.GetHashAndReset(hash);
        try
        {
            return VerifiesHash(instance.Key, hash, signature);
        }
        catch (CryptographicException)
        {
            // Some platforms report a signature that cannot be one this way; it is a wrong one all the same.
            return false;
        }
        finally
        {
            _instances.Return(instance);
        }
    }

    /// <summary>Whether what has this SHA-256 bears this signature.</summary>
    protected abstract bool VerifiesHash(T key, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature);

    private sealed class Instance(T key)
    {
        public T Key { get; } = key;

        public IncrementalHash Hash { get; } = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    }

    private sealed class Policy(Func<T> create) : PooledObjectPolicy<Instance>
    {
        public override Instance Create() => new(create());

        public override bool Return(Instance obj) => true;
    }
}

/// <summary>RS256 or PS256 (RFC 7518 sections 3.3 and 3.5), by the padding.</summary>
internal sealed class RsaPublicKey(RSAParameters parameters, RSASignaturePadding padding)
    : PublicKey<RSA>(() => RSA.Create(parameters))
{
    protected override bool VerifiesHash(RSA key, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature) =>
        key.VerifyHash(hash, signature, HashAlgorithmName.SHA256, padding);
}

/// <summary>ES256 (RFC 7518 section 3.4).</summary>
internal sealed class EllipticCurvePublicKey(ECParameters parameters)
    : PublicKey<ECDsa>(() => ECDsa.Create(parameters))
{
    private const int SignatureBytes = 64;

    // r and s of 32 bytes each, one after the other; DER, which OpenSSL speaks, is another thing.
    protected override bool VerifiesHash(ECDsa key, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature) =>
        signature.Length == SignatureBytes
        && key.VerifyHash(hash, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
}
