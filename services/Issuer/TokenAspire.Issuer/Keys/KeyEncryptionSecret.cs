using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace TokenAspire.Issuer.Keys;

/// <summary>Issuer:KeyEncryptionSecret, from which each purpose gets a key of its own (HKDF, RFC 5869).</summary>
internal sealed class KeyEncryptionSecret(IOptions<IssuerOptions> options)
{
    private const int KeyBytes = 32;

    /// <summary>The 256-bit key of a purpose; the same on every issuer that has the secret.</summary>
    public byte[] DeriveKey(string purpose) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256,
        Encoding.UTF8.GetBytes(options.Value.KeyEncryptionSecret),
        KeyBytes,
        info: Encoding.UTF8.GetBytes("TokenAspire " + purpose));
}
