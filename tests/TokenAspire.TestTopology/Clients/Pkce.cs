using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace TokenAspire.TestTopology.Clients;

/// <summary>A code verifier and its S256 challenge (RFC 7636).</summary>
internal sealed record Pkce(string Verifier, string Challenge)
{
    public static Pkce Create()
    {
        string verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return new Pkce(verifier, Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))));
    }
}
