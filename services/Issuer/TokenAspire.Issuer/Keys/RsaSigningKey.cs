using System.Security.Cryptography;
using Microsoft.Extensions.ObjectPool;
using TokenAspire.Issuer.Contracts.Keys;

namespace TokenAspire.Issuer.Keys;

/// <summary>RS256 (RFC 7518 3.3). .NET promises no parallel use of one RSA object, so each signature borrows its own.</summary>
internal sealed class RsaSigningKey(string keyId, byte[] pkcs8) : SigningKey
{
    private const int ModulusBytes = 256;

    private readonly ObjectPool<RSA> _pool = new DefaultObjectPool<RSA>(new Policy(pkcs8));

    public override string KeyId => keyId;

    public override string Algorithm => SigningAlgorithms.Rs256;

    public override int SignatureSize => ModulusBytes;

    public override int Sign(ReadOnlySpan<byte> data, Span<byte> destination)
    {
        RSA rsa = _pool.Get();
        try
        {
            return rsa.SignData(data, destination, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        finally
        {
            _pool.Return(rsa);
        }
    }

    private sealed class Policy(byte[] pkcs8) : IPooledObjectPolicy<RSA>
    {
        public RSA Create()
        {
            RSA rsa = RSA.Create();
            rsa.ImportPkcs8PrivateKey(pkcs8, out _);
            return rsa;
        }

        public bool Return(RSA obj) => true;
    }
}
