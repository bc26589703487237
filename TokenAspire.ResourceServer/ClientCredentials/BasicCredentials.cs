using System.Net.Http.Headers;
using System.Text;

namespace TokenAspire.ResourceServer;

/// <summary>The <c>client_secret_basic</c> of a client (RFC 6749 section 2.3.1).</summary>
internal static class BasicCredentials
{
    /// <summary>Both are form-encoded before they are joined.</summary>
    public static AuthenticationHeaderValue Create(string clientId, string clientSecret)
    {
        string pair = $"{FormEncode(clientId)}:{FormEncode(clientSecret)}";
        return new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(pair)));
    }

    private static string FormEncode(string value) => Uri.EscapeDataString(value).Replace("%20", "+", StringComparison.Ordinal);
}
