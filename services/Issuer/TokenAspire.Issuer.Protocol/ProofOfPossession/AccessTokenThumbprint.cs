using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace TokenAspire.Issuer.Protocol.ProofOfPossession;

/// <summary>The <c>ath</c> claim: ties a proof to the access token beside it (RFC 9449 4.2).</summary>
internal static class AccessTokenThumbprint
{
    /// <summary>SHA-256 of the token's ASCII bytes, base64url.</summary>
    public static string Of(string accessToken) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)));
}
