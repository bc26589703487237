using System.Security.Cryptography;
using Microsoft.Extensions.ObjectPool;
using TokenAspire.Issuer.Contracts.Keys;

namespace TokenAspire.Issuer.Keys;

/// <summary>ES256 (RFC 7518 3.4): r and s side by side, 32 bytes each. Borrows its object for the reason given at <see cref="RsaSigningKey"/>.</summary>
internal sealed class EcdsaSigningKey(string keyId, byte[] pkcs8) : SigningKey
{
    private const int SignatureBytes = 64;

    private readonly ObjectPool<ECDsa> _pool = new DefaultObjectPool<ECDsa>(new Policy(pkcs8));

    public override string KeyId => keyId;

    public override string Algorithm => SigningAlgorithms.Es256;

    public override int SignatureSize => SignatureBytes;

    public override int Sign(ReadOnlySpan<byte> data, Span<byte> destination)
    {
        ECDsa ecdsa = _pool.Get();
        try
        {
            return ecdsa.SignData(data, destination, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        finally
        {
            _pool.Return(ecdsa);
        }
    }

    private sealed class Policy(byte[] pkcs8) : IPooledObjectPolicy<ECDsa>
    {
        public ECDsa Create()
        {
            ECDsa ecdsa = ECDsa.Create();
            ecdsa.ImportPkcs8PrivateKey(pkcs8, out _);
            return ecdsa;
        }

        public bool Return(ECDsa obj) => true;
    }
}
