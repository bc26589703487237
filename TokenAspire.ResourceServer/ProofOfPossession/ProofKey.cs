using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace TokenAspire.ResourceServer;

/// <summary>The public key in the header of a proof: <c>{"kty":"EC","crv":"P-256","x":"…","y":"…"}</c>.</summary>
internal sealed class ProofKey
{
    private const int CoordinateBytes = 32;
    private const int LeastModulusBytes = 256;
    private const int MostModulusBytes = 512;
    private const int MostExponentBytes = 4;

    // RFC 7518 sections 6.2.2, 6.3.2 and 6.4.1: what must never leave its owner.
    private static readonly string[] PrivateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    private readonly Dictionary<string, byte[]> _values = new(StringComparer.Ordinal);
    private readonly bool _isRsa;

    private ProofKey(JsonElement jwk, bool isRsa, params string[] members)
    {
        _isRsa = isRsa;
        Dictionary<string, string> texts = members.ToDictionary(name => name, name => Text(jwk, name), StringComparer.Ordinal);
        foreach ((string name, string text) in texts)
        {
            _values[name] = Base64Url.DecodeFromChars(text);
        }

        // RFC 7638 section 3: the required members alone, in the order of their names, without white space. The values
        // are base64url and so need no escapes.
        texts.Add("kty", isRsa ? "RSA" : "EC");
        if (!isRsa)
        {
            texts.Add("crv", "P-256");
        }

        IEnumerable<string> required = texts.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"\"{member.Key}\":\"{member.Value}\"");
        Thumbprint = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes($"{{{string.Join(',', required)}}}")));
    }

    /// <summary>The JWK SHA-256 thumbprint (RFC 7638), as in <c>cnf.jkt</c>.</summary>
    public string Thumbprint { get; }

    /// <summary>Null unless it is a public key of an allowed kind and strength, and nothing private is in it.</summary>
    public static ProofKey? TryRead(JsonElement jwk)
    {
        if (jwk.ValueKind != JsonValueKind.Object || PrivateMembers.Any(member => jwk.TryGetProperty(member, out _)))
        {
            return null;
        }

        try
        {
            ProofKey? key = Text(jwk, "kty") switch
            {
                "EC" when Text(jwk, "crv") == "P-256" => new ProofKey(jwk, isRsa: false, "x", "y"),
                "RSA" => new ProofKey(jwk, isRsa: true, "n", "e"),
                _ => null,
            };
            return key?.IsOfFairSize == true ? key : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Whether these bytes bear this signature, by an algorithm that is for this kind of key.</summary>
    public bool Verifies(string algorithm, ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature)
    {
        try
        {
            return (algorithm, _isRsa) switch
            {
                ("ES256", false) => VerifiesCurve(signingInput, signature),
                ("RS256", true) => VerifiesRsa(signingInput, signature, RSASignaturePadding.Pkcs1),
                ("PS256", true) => VerifiesRsa(signingInput, signature, RSASignaturePadding.Pss),
                _ => false,
            };
        }
        catch (CryptographicException)
        {
            // A point that is not on the curve, or a modulus that is none.
            return false;
        }
    }

    // Small enough that verifying with it is no burden, and an exponent of 1 would verify anything.
    private bool IsOfFairSize => _isRsa
        ? _values["n"] is { Length: >= LeastModulusBytes and <= MostModulusBytes } modulus && modulus[0] >= 0x80
            && _values["e"] is { Length: <= MostExponentBytes } exponent && exponent is [> 1] or [> 0, _, ..]
        : _values["x"].Length == CoordinateBytes && _values["y"].Length == CoordinateBytes;

    private static string Text(JsonElement jwk, string name) =>
        jwk.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new FormatException("A member is missing or no string.");

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
