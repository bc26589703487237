using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace TokenAspire.Gateway.Bff.Login;

/// <summary>What the browser carries to the issuer and back: what the answer has to fit.</summary>
/// <param name="State">Comes back unchanged (RFC 6749 section 10.12).</param>
/// <param name="Nonce">Comes back inside the id token (OIDC Core section 15.5.2).</param>
/// <param name="CodeVerifier">Redeems the code (RFC 7636 section 4.1).</param>
/// <param name="ReturnUrl">Where to go then; local.</param>
internal sealed record LoginAttempt(string State, string Nonce, string CodeVerifier, string ReturnUrl)
{
    private const int RandomBytes = 32;
    private const int NameBytes = 8;

    public static LoginAttempt Start(string returnUrl) => new(Random(), Random(), Random(), returnUrl);

    /// <summary>RFC 7636 section 4.2: S256.</summary>
    public string CodeChallenge() => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(CodeVerifier)));

    /// <summary>Names the attempt that asked with this state, among those of a browser's other tabs.</summary>
    public static string NameOf(string state) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)).AsSpan(0, NameBytes));

    /// <summary>Whether the answer is to this attempt.</summary>
    public bool Fits(string state) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(state), Encoding.UTF8.GetBytes(State));

    /// <summary>Nothing of it.</summary>
    public override string ToString() => "[login attempt]";

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
}
