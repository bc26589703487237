using System.Security.Cryptography;
using System.Text;
using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Keys;

namespace TokenAspire.Issuer.RefreshFamilies;

/// <summary>HMAC-SHA256 of the predecessor: to know the successor takes the predecessor and this issuer's secret.</summary>
internal sealed class HmacSuccessorDerivation(KeyEncryptionSecret secret) : ISuccessorDerivation
{
    // The present one first.
    private readonly IReadOnlyList<byte[]> _keys = secret.DeriveKeys("refresh token successor");

    public OpaqueToken SuccessorOf(OpaqueToken predecessor) => SuccessorOf(predecessor, _keys[0]);

    public OpaqueToken? SuccessorOf(OpaqueToken predecessor, TokenHash stored)
    {
        foreach (byte[] key in _keys)
        {
            OpaqueToken successor = SuccessorOf(predecessor, key);
            if (successor.Hash().Equals(stored))
            {
                return successor;
            }
        }

        return null;
    }

    private static OpaqueToken SuccessorOf(OpaqueToken predecessor, byte[] key) =>
        OpaqueToken.FromBytes(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(predecessor.Reveal())));
}
