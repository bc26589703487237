using System.Security.Cryptography;
using System.Text;

namespace TokenAspire.Issuer.Contracts.Registrations;

/// <summary>
/// A client's secret, kept only as SHA-256 and compared in constant time. A plain hash is enough
/// because registered secrets are random (at least 128 bits); a person's password never goes here.
/// </summary>
public sealed class ClientSecret
{
    private readonly byte[] _hash;

    private ClientSecret(byte[] hash) => _hash = hash;

    /// <summary>The secret as configured, hashed at once.</summary>
    public static ClientSecret FromPlainText(string secret) => new(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Whether a presented secret is this one.</summary>
    public bool Matches(string presented) =>
        CryptographicOperations.FixedTimeEquals(_hash, SHA256.HashData(Encoding.UTF8.GetBytes(presented)));
}
