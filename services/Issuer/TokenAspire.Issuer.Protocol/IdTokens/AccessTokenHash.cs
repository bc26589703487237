using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace TokenAspire.Issuer.Protocol.IdTokens;

/// <summary>The <c>at_hash</c> claim: ties an id token to the access token beside it.</summary>
internal static class AccessTokenHash
{
    /// <summary>The left half of SHA-256 of the token's ASCII bytes, base64url, for an id token signed with a SHA-256 algorithm (OIDC Core 3.1.3.6).</summary>
    public static string Of(string accessToken)
    {
        byte[] hash = SHA256.HashData(Encoding.ASCII.GetBytes(accessToken));
        return Base64Url.EncodeToString(hash.AsSpan(0, hash.Length / 2));
    }
}
