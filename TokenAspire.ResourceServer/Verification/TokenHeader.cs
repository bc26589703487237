using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace TokenAspire.ResourceServer;

/// <summary>What of the header counts: <c>{"alg":"RS256","typ":"at+jwt","kid":"…"}</c>.</summary>
internal sealed record TokenHeader(string Algorithm, string? KeyId)
{
    /// <summary>Asymmetric algorithms only (RFC 8725 section 3.1), compared exactly: <c>none</c> has no spelling here.</summary>
    private static readonly string[] Algorithms =
        [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSsaPssSha256];

    /// <summary>
    /// <c>crit</c> asks for extensions this verifier does not have (RFC 7515 section 4.1.11); the next four let the
    /// token choose its own key (RFC 8725 section 3.10); the rest belong to compression, encryption and detached payloads.
    /// </summary>
    private static readonly string[] RefusedParameters = ["crit", "jku", "jwk", "x5u", "x5c", "zip", "enc", "b64"];

    public static RefusalReason? TryRead(byte[] json, out TokenHeader? header)
    {
        header = null;
        Dictionary<string, string?> parameters = new(StringComparer.Ordinal);
        try
        {
            if (!TryReadParameters(json, parameters))
            {
                return RefusalReason.Malformed;
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return RefusalReason.Malformed;
        }

        // RFC 9068 section 4: the media type with or without its prefix; nothing else is an access token.
        string? type = parameters.GetValueOrDefault("typ");
        if (!string.Equals(type, "at+jwt", StringComparison.OrdinalIgnoreCase)
            && !string.Equals(type, "application/at+jwt", StringComparison.OrdinalIgnoreCase))
        {
            return RefusalReason.UnsupportedType;
        }

        if (parameters.GetValueOrDefault("alg") is not { } algorithm || !Algorithms.Contains(algorithm, StringComparer.Ordinal))
        {
            return RefusalReason.UnsupportedAlgorithm;
        }

        if (RefusedParameters.Any(parameters.ContainsKey))
        {
            return RefusalReason.UnsupportedHeader;
        }

        header = new TokenHeader(algorithm, parameters.GetValueOrDefault("kid"));
        return null;
    }

    // RFC 7515 section 4: parameter names are unique. A value that is no string is kept as null, which no rule accepts.
    private static bool TryReadParameters(byte[] json, Dictionary<string, string?> parameters)
    {
        Utf8JsonReader reader = new(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            if (!parameters.TryAdd(name, reader.TokenType == JsonTokenType.String ? reader.GetString() : null))
            {
                return false;
            }

            reader.Skip();
        }

        // Anything after the object makes the reader throw.
        return !reader.Read();
    }
}
