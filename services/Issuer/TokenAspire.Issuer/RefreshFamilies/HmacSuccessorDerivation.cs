using System.Security.Cryptography;
using System.Text;
using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Keys;

namespace TokenAspire.Issuer.RefreshFamilies;

/// <summary>HMAC-SHA256 of the predecessor: to know the successor takes the predecessor and this issuer's secret.</summary>
internal sealed class HmacSuccessorDerivation(KeyEncryptionSecret secret) : ISuccessorDerivation
{
    private readonly byte[] _key = secret.DeriveKey("refresh token successor");

    public OpaqueToken SuccessorOf(OpaqueToken predecessor) =>
        OpaqueToken.FromBytes(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(predecessor.Reveal())));
}
