using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace TokenAspire.Issuer.Protocol.Jwt;

/// <summary>
/// A compact JWS (RFC 7515 7.1) that a client made itself: an assertion of who it is, or a proof that it holds a key.
/// Read strictly (unique names, base64url in its one spelling), and nothing in it is true before its signature holds.
/// </summary>
internal sealed class PresentedJwt
{
    /// <summary>How far a client's clock may be ahead of this one.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    private const int MostCharacters = 8_192;
    private const int MostIdCharacters = 256;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    private readonly JsonElement _header;
    private readonly JsonElement _claims;

    private PresentedJwt(JsonElement header, JsonElement claims, byte[] signingInput, byte[] signature)
    {
        _header = header;
        _claims = claims;
        SigningInput = signingInput;
        Signature = signature;
    }

    /// <summary>What was signed: header and payload as they came.</summary>
    public byte[] SigningInput { get; }

    public byte[] Signature { get; }

    /// <summary>RFC 7515 4.1.11: asks for extensions, of which this issuer has none.</summary>
    public bool IsCritical => _header.TryGetProperty("crit", out _);

    /// <summary>The <c>jwk</c> in the header, its members as text; null where there is none. What is no text is there as empty.</summary>
    public IReadOnlyDictionary<string, string>? HeaderKey =>
        _header.TryGetProperty("jwk", out JsonElement key) && key.ValueKind is JsonValueKind.Object
            ? key.EnumerateObject().ToDictionary(member => member.Name, member => TextOf(member.Value) ?? "", StringComparer.Ordinal)
            : null;

    /// <summary>The <c>jti</c> claim; null where it is missing, empty or too long to be one.</summary>
    public string? TokenId => Claim("jti") is { Length: > 0 and <= MostIdCharacters } id ? id : null;

    /// <summary>The JWT; null where the text is none.</summary>
    public static PresentedJwt? TryRead(string text)
    {
        string[] parts = text.Length <= MostCharacters ? text.Split('.', 4) : [];
        if (parts.Length != 3
            || Decode(parts[0]) is not { } header || Decode(parts[1]) is not { } claims || Decode(parts[2]) is not { } signature)
        {
            return null;
        }

        try
        {
            using JsonDocument headerJson = JsonDocument.Parse(header, Strict);
            using JsonDocument claimsJson = JsonDocument.Parse(claims, Strict);
            return headerJson.RootElement.ValueKind is JsonValueKind.Object && claimsJson.RootElement.ValueKind is JsonValueKind.Object
                ? new PresentedJwt(
                    headerJson.RootElement.Clone(), claimsJson.RootElement.Clone(), Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), signature)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A header parameter; null where it is missing or no string.</summary>
    public string? Header(string name) => _header.TryGetProperty(name, out JsonElement value) ? TextOf(value) : null;

    /// <summary>Whether the header has that parameter, of whatever kind.</summary>
    public bool HasHeader(string name) => _header.TryGetProperty(name, out _);

    /// <summary>A claim; null where it is missing or no string.</summary>
    public string? Claim(string name) => _claims.TryGetProperty(name, out JsonElement value) ? TextOf(value) : null;

    /// <summary>Whether the payload has that claim, of whatever kind.</summary>
    public bool HasClaim(string name) => _claims.TryGetProperty(name, out _);

    /// <summary>The <c>aud</c> claim where it is one value (RFC 7519 4.1.3: alone or as a list of one); null where it is anything else.</summary>
    public string? SingleAudience => _claims.TryGetProperty("aud", out JsonElement value)
        ? TextOf(value is { ValueKind: JsonValueKind.Array } && value.GetArrayLength() == 1 ? value[0] : value)
        : null;

    /// <summary>A NumericDate (RFC 7519 2: it may have a fraction) in whole Unix seconds; null where it is missing or no date.</summary>
    public long? Time(string name) =>
        _claims.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.Number
        && value.TryGetDouble(out double seconds) && seconds is > 0 and < int.MaxValue * 4.0
            ? (long)Math.Floor(seconds)
            : null;

    private static byte[]? Decode(string part)
    {
        if (part.Length == 0 || !Base64Url.IsValid(part))
        {
            return null;
        }

        byte[] bytes = Base64Url.DecodeFromChars(part);
        return Base64Url.EncodeToString(bytes) == part ? bytes : null;
    }

    private static string? TextOf(JsonElement value)
    {
        if (value.ValueKind is not JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair, which is no text.
            return null;
        }
    }
}
