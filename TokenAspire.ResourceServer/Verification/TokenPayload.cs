using System.Security.Claims;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;

namespace TokenAspire.ResourceServer;

/// <summary>
/// The claims of a token whose signature holds. Those that the rules look at are typed; all of them become claims of the
/// identity under their own names, an array as several claims, an object as its JSON.
/// </summary>
internal sealed class TokenPayload
{
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _times = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    private TokenPayload()
    {
    }

    public List<Claim> Claims { get; } = [];

    public List<string> Audiences { get; } = [];

    public bool IsBound => _names.Contains("cnf");

    public string? Text(string claim) => _texts.GetValueOrDefault(claim);

    /// <summary>A NumericDate (RFC 7519 section 2) in seconds; a fraction is dropped.</summary>
    public long? Time(string claim) => _times.TryGetValue(claim, out long seconds) ? seconds : null;

    /// <summary>Null unless it is one JSON object with unique names and with registered claims of their types.</summary>
    public static TokenPayload? TryRead(byte[] json)
    {
        TokenPayload payload = new();
        try
        {
            return payload.Read(json) ? payload : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private bool Read(byte[] json)
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
            if (!_names.Add(name) || !ReadClaim(name, ref reader, json))
            {
                return false;
            }
        }

        return !reader.Read();
    }

    private bool ReadClaim(string name, ref Utf8JsonReader reader, byte[] json)
    {
        switch (name)
        {
            case "iss" or "sub" or "jti" or "client_id" or "sid" or "scope":
                if (reader.TokenType != JsonTokenType.String)
                {
                    return false;
                }

                _texts[name] = reader.GetString()!;
                break;
            case "exp" or "nbf" or "iat":
                if (reader.TokenType != JsonTokenType.Number || Seconds(ref reader) is not { } seconds)
                {
                    return false;
                }

                _times[name] = seconds;
                break;
            case "aud" when reader.TokenType is not (JsonTokenType.String or JsonTokenType.StartArray):
                return false;
        }

        AddValues(name, ref reader, json);
        return true;
    }

    private void AddValues(string name, ref Utf8JsonReader reader, byte[] json)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            AddValue(name, ref reader, json);
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            AddValue(name, ref reader, json);
        }
    }

    private void AddValue(string name, ref Utf8JsonReader reader, byte[] json)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        bool isText = reader.TokenType == JsonTokenType.String;
        string valueType = reader.TokenType switch
        {
            JsonTokenType.String => ClaimValueTypes.String,
            JsonTokenType.Number => reader.TryGetInt64(out _) ? ClaimValueTypes.Integer64 : ClaimValueTypes.Double,
            JsonTokenType.True or JsonTokenType.False => ClaimValueTypes.Boolean,
            JsonTokenType.StartArray => JsonClaimValueTypes.JsonArray,
            _ => JsonClaimValueTypes.Json,
        };
        int start = (int)reader.TokenStartIndex;
        string? text = isText ? reader.GetString() : null;
        reader.Skip();
        string value = text ?? Encoding.UTF8.GetString(json.AsSpan(start, (int)reader.BytesConsumed - start));
        string issuer = Text("iss") ?? ClaimsIdentity.DefaultIssuer;
        Claims.Add(new Claim(name, value, valueType, issuer));
        if (isText && name == "aud")
        {
            Audiences.Add(value);
        }
    }

    // Whole seconds as they are; 1763790000.5 is allowed by the RFC; 1e300 is no time.
    private static long? Seconds(ref Utf8JsonReader reader)
    {
        if (reader.TryGetInt64(out long whole))
        {
            return whole;
        }

        return reader.TryGetDouble(out double fractional) && Math.Abs(fractional) < long.MaxValue / 2
            ? (long)Math.Floor(fractional)
            : null;
    }
}
