using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace TokenAspire.Issuer.Keys;

/// <summary>Issuer:KeyEncryptionSecret, from which each purpose gets a key of its own (HKDF, RFC 5869).</summary>
internal sealed class KeyEncryptionSecret(IOptions<IssuerOptions> options)
{
    private const int KeyBytes = 32;

    /// <summary>
    /// The 256-bit keys of a purpose, the present one first, then those of previous secrets; the same on every issuer that
    /// has the secrets.
    /// </summary>
    public IReadOnlyList<byte[]> DeriveKeys(string purpose) =>
        [DeriveKey(options.Value.KeyEncryptionSecret, purpose), .. options.Value.PreviousKeyEncryptionSecrets.Select(secret => DeriveKey(secret, purpose))];

    private static byte[] DeriveKey(string secret, string purpose) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256,
        Encoding.UTF8.GetBytes(secret),
        KeyBytes,
        info: Encoding.UTF8.GetBytes("TokenAspire " + purpose));
}
