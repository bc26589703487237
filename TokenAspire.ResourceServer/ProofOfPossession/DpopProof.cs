using System.Text.Json;

namespace TokenAspire.ResourceServer;

/// <summary>
/// A proof (RFC 9449 section 4.2) whose signature holds: a compact JWS with the header
/// <c>{"typ":"dpop+jwt","alg":"ES256","jwk":{…}}</c> and the claims
/// <c>{"jti":"…","htm":"GET","htu":"https://…","iat":1763790000,"ath":"…"}</c>.
/// </summary>
internal sealed record DpopProof
{
    private const int MostBytes = 4_096;
    private const int MostIdCharacters = 256;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>The thumbprint of the key that signed it.</summary>
    public required string Thumbprint { get; init; }

    /// <summary><c>jti</c>.</summary>
    public required string Id { get; init; }

    /// <summary><c>htm</c>.</summary>
    public required string Method { get; init; }

    /// <summary><c>htu</c>.</summary>
    public required string Uri { get; init; }

    /// <summary><c>iat</c>, in Unix seconds.</summary>
    public required long IssuedAt { get; init; }

    /// <summary><c>ath</c>.</summary>
    public required string TokenHash { get; init; }

    /// <summary>Null unless it is well formed, complete, and signed by the key with this thumbprint.</summary>
    public static DpopProof? TryRead(string text, string thumbprint)
    {
        using CompactToken parts = CompactToken.Read(text, MostBytes);
        if (parts.Refusal is not null)
        {
            return null;
        }

        try
        {
            // The key first: whoever has another one gets no signature verified.
            using JsonDocument header = JsonDocument.Parse(parts.DecodeHeader().ToArray(), Strict);
            return ReadKey(header.RootElement) is { } key
                && key.Thumbprint == thumbprint
                && key.Verifies(Text(header.RootElement, "alg"), parts.SigningInput, parts.DecodeSignature())
                    ? ReadClaims(parts.DecodePayload().ToArray(), thumbprint)
                    : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    // RFC 9449 section 4.3, 4 to 7. RFC 7515 section 4.1.11: crit asks for what this verifier does not have.
    private static ProofKey? ReadKey(JsonElement header) =>
        header.ValueKind == JsonValueKind.Object
        && Text(header, "typ").Equals("dpop+jwt", StringComparison.OrdinalIgnoreCase)
        && !header.TryGetProperty("crit", out _)
        && header.TryGetProperty("jwk", out JsonElement jwk)
            ? ProofKey.TryRead(jwk)
            : null;

    private static DpopProof? ReadClaims(byte[] json, string thumbprint)
    {
        using JsonDocument payload = JsonDocument.Parse(json, Strict);
        JsonElement claims = payload.RootElement;
        DpopProof proof = new()
        {
            Thumbprint = thumbprint,
            Id = Text(claims, "jti"),
            Method = Text(claims, "htm"),
            Uri = Text(claims, "htu"),
            IssuedAt = Time(claims, "iat"),
            TokenHash = Text(claims, "ath"),
        };
        return proof.Id.Length is > 0 and <= MostIdCharacters ? proof : null;
    }

    private static string Text(JsonElement members, string name) =>
        members.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new FormatException("A member is missing or no string.");

    // RFC 7519 section 2: a NumericDate may have a fraction.
    private static long Time(JsonElement members, string name) =>
        members.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out double seconds) && Math.Abs(seconds) < int.MaxValue * 4.0
            ? (long)Math.Floor(seconds)
            : throw new FormatException("A time is missing or none.");
}
