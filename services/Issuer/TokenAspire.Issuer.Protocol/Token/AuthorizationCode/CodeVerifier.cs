using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace TokenAspire.Issuer.Protocol.Token.AuthorizationCode;

/// <summary>Proof key for code exchange (RFC 7636), method S256 only.</summary>
internal static class CodeVerifier
{
    private const int ChallengeLength = 43;

    private static readonly SearchValues<char> Base64UrlCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private static readonly SearchValues<char> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

    /// <summary>Whether a challenge can be the S256 of anything: 32 bytes, base64url without padding (4.2).</summary>
    public static bool IsChallenge(string challenge) =>
        challenge.Length == ChallengeLength && !challenge.AsSpan().ContainsAnyExcept(Base64UrlCharacters);

    /// <summary>Whether a verifier has the required shape: 43 to 128 unreserved characters (4.1).</summary>
    public static bool IsWellFormed(string verifier) =>
        verifier.Length is >= 43 and <= 128 && !verifier.AsSpan().ContainsAnyExcept(Unreserved);

    /// <summary>Whether a verifier fits the challenge (4.6), compared in constant time.</summary>
    public static bool Fits(string verifier, string challenge)
    {
        Span<byte> computed = stackalloc byte[ChallengeLength];
        Base64Url.EncodeToUtf8(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)), computed);
        return CryptographicOperations.FixedTimeEquals(computed, Encoding.ASCII.GetBytes(challenge));
    }
}
