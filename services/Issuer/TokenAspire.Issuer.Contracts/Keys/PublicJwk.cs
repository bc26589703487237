using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace TokenAspire.Issuer.Contracts.Keys;

/// <summary>
/// A client's public key (RFC 7517): <c>{"kty":"EC","crv":"P-256","x":"…","y":"…"}</c> or
/// <c>{"kty":"RSA","n":"…","e":"AQAB"}</c>. The only algorithms are ES256, and RS256 and PS256.
/// </summary>
public sealed class PublicJwk
{
    private const int CoordinateBytes = 32;
    private const int LeastModulusBytes = 256;
    private const int MostModulusBytes = 512;
    private const int MostExponentBytes = 4;

    private readonly Dictionary<string, byte[]> _values;

    private PublicJwk(Dictionary<string, byte[]> values, IReadOnlyDictionary<string, string> members)
    {
        _values = values;
        IsRsa = values.ContainsKey("n");
        KeyId = members.GetValueOrDefault("kid");
        Algorithm = members.GetValueOrDefault("alg");

        // RFC 7638 3: the required members alone, by name. They are base64url and need no escapes.
        string canonical = IsRsa
            ? $"{{\"e\":\"{members["e"]}\",\"kty\":\"RSA\",\"n\":\"{members["n"]}\"}}"
            : $"{{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"{members["x"]}\",\"y\":\"{members["y"]}\"}}";
        Thumbprint = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(canonical)));
    }

    /// <summary>Every algorithm that some key can have, for discovery and challenges.</summary>
    public static IReadOnlyList<string> SupportedAlgorithms { get; } = ["ES256", "PS256", "RS256"];

    /// <summary>What must never leave its owner (RFC 7518 6.2.2, 6.3.2 and 6.4.1).</summary>
    public static IReadOnlyList<string> PrivateMembers { get; } = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    /// <summary>The <c>kid</c>; null where the key has none.</summary>
    public string? KeyId { get; }

    /// <summary>The <c>alg</c>, the only one that the key is then good for; null where it names none.</summary>
    public string? Algorithm { get; }

    /// <summary>Whether it is an RSA key, which has two algorithms to choose from.</summary>
    public bool IsRsa { get; }

    /// <summary>The JWK SHA-256 thumbprint (RFC 7638), as in <c>cnf.jkt</c>.</summary>
    public string Thumbprint { get; }

    /// <summary>False unless it is a public signing key of an allowed kind and strength, and nothing private is in it.</summary>
    public static bool TryRead(IReadOnlyDictionary<string, string> members, [NotNullWhen(true)] out PublicJwk? key)
    {
        ArgumentNullException.ThrowIfNull(members);
        key = null;
        string? algorithm = members.GetValueOrDefault("alg");
        if (PrivateMembers.Any(members.ContainsKey) || members.GetValueOrDefault("use", "sig") != "sig")
        {
            return false;
        }

        (string[] names, string[] algorithms) = (members.GetValueOrDefault("kty"), members.GetValueOrDefault("crv")) switch
        {
            ("EC", "P-256") => (new[] { "x", "y" }, new[] { "ES256" }),
            ("RSA", _) => (["n", "e"], ["RS256", "PS256"]),
            _ => ([], []),
        };
        if (names.Length == 0
            || (algorithm is not null && !algorithms.Contains(algorithm, StringComparer.Ordinal))
            || Decode(members, names) is not { } values
            || !IsOfFairSize(values))
        {
            return false;
        }

        key = new PublicJwk(values, members);
        return true;
    }

    /// <summary>Whether these bytes bear this signature (JWS form, RFC 7518 3.3 to 3.5), by an algorithm that is for this key.</summary>
    public bool Verifies(string? algorithm, ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature)
    {
        if (Algorithm is not null && Algorithm != algorithm)
        {
            return false;
        }

        try
        {
            return (algorithm, IsRsa) switch
            {
                ("ES256", false) => VerifiesCurve(signingInput, signature),
                ("RS256", true) => VerifiesRsa(signingInput, signature, RSASignaturePadding.Pkcs1),
                ("PS256", true) => VerifiesRsa(signingInput, signature, RSASignaturePadding.Pss),
                _ => false,
            };
        }
        catch (CryptographicException)
        {
            // A point that is not on the curve, or a modulus that is none: it verifies nothing.
            return false;
        }
    }

    // Base64url in its one spelling, so that a key has one thumbprint.
    private static Dictionary<string, byte[]>? Decode(IReadOnlyDictionary<string, string> members, string[] names)
    {
        Dictionary<string, byte[]> values = new(StringComparer.Ordinal);
        foreach (string name in names)
        {
            if (!members.TryGetValue(name, out string? text) || !Base64Url.IsValid(text))
            {
                return null;
            }

            byte[] bytes = Base64Url.DecodeFromChars(text);
            if (Base64Url.EncodeToString(bytes) != text)
            {
                return null;
            }

            values.Add(name, bytes);
        }

        return values;
    }

    // RFC 7518 3.3: 2048 bits at the least. Above 4096 verifying would be a burden, and an exponent of 1 verifies anything.
    private static bool IsOfFairSize(Dictionary<string, byte[]> values) => values.TryGetValue("n", out byte[]? modulus)
        ? modulus is { Length: >= LeastModulusBytes and <= MostModulusBytes } && modulus[0] >= 0x80
            && values["e"] is { Length: <= MostExponentBytes } exponent && exponent is [> 1] or [> 0, _, ..]
        : values["x"].Length == CoordinateBytes && values["y"].Length == CoordinateBytes;

    private bool VerifiesCurve(ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature)
    {
        using ECDsa curve = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = _values["x"], Y = _values["y"] },
        });
        return signature.Length == 2 * CoordinateBytes
            && curve.VerifyData(signingInput, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private bool VerifiesRsa(ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature, RSASignaturePadding padding)
    {
        using RSA rsa = RSA.Create(new RSAParameters { Modulus = _values["n"], Exponent = _values["e"] });
        return rsa.VerifyData(signingInput, signature, HashAlgorithmName.SHA256, padding);
    }
}
