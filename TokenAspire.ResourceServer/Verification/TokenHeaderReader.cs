using System.Text.Json;

namespace TokenAspire.ResourceServer;

/// <summary>Reads the header of a JWS.</summary>
internal static class TokenHeaderReader
{
    /// <summary>
    /// <c>crit</c> asks for extensions this verifier does not have (RFC 7515 section 4.1.11); the next four let the
    /// token choose its own key (RFC 8725 section 3.10); the rest belong to compression, encryption and detached payloads.
    /// </summary>
    private static readonly string[] RefusedParameters = ["crit", "jku", "jwk", "x5u", "x5c", "zip", "enc", "b64"];

    private static readonly ExpectedNames Expected = new(["alg", "typ", "kid", .. RefusedParameters]);

    /// <summary>Null unless it is one JSON object with unique names.</summary>
    public static TokenHeader? TryRead(ReadOnlySpan<byte> json)
    {
        try
        {
            return Read(json);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static TokenHeader Read(ReadOnlySpan<byte> json)
    {
        string? algorithm = null;
        string? type = null;
        string? keyId = null;
        bool hasRefusedParameter = false;
        JsonMembers members = new(json, Expected);
        while (members.MoveNext())
        {
            switch (members.Name)
            {
                case "alg":
                    algorithm = Text(ref members);
                    break;
                case "typ":
                    type = Text(ref members);
                    break;
                case "kid":
                    keyId = Text(ref members);
                    break;
                default:
                    hasRefusedParameter |= RefusedParameters.Contains(members.Name, StringComparer.Ordinal);
                    break;
            }
        }

        return new TokenHeader(algorithm, type, keyId, hasRefusedParameter);
    }

    private static string? Text(ref JsonMembers members) =>
        members.Value.TokenType == JsonTokenType.String ? members.Value.GetString() : null;
}
