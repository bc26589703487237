using System.Security.Cryptography;
using System.Text;

namespace TokenAspire.LocalHosting.Dashboard.Access;

/// <summary>A secret that is known only by its digest; compared in constant time.</summary>
internal sealed class Secret(string value)
{
    private readonly byte[] _digest = Digest(value);

    public static string Generate() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    public bool Matches(string? candidate) => CryptographicOperations.FixedTimeEquals(_digest, Digest(candidate ?? string.Empty));

    private static byte[] Digest(string value) => SHA256.HashData(Encoding.UTF8.GetBytes(value));
}
