using System.Text.Json;

namespace TokenAspire.Issuer.Protocol.AccessTokens;

/// <summary>Who acts for the person whom a token is about (RFC 8693 4.1): <c>{"sub":"orders-worker","act":{"sub":"gateway-bff"}}</c></summary>
/// <param name="SubjectId">The current actor.</param>
/// <param name="Earlier">Who acted before, and handed over; null where this is the first.</param>
internal sealed record Actor(string SubjectId, Actor? Earlier)
{
    /// <summary>How many hands a token went through.</summary>
    public int Depth => 1 + (Earlier?.Depth ?? 0);

    /// <summary>The <c>act</c> claim of a token of this issuer; null where it has none.</summary>
    public static Actor? Read(JsonElement claim) =>
        claim.ValueKind is JsonValueKind.Object && claim.TryGetProperty("sub", out JsonElement subject)
            ? new Actor(subject.GetString()!, claim.TryGetProperty("act", out JsonElement earlier) ? Read(earlier) : null)
            : null;

    /// <summary>Writes <c>"act":{…}</c>.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject("act"u8);
        json.WriteString("sub"u8, SubjectId);
        Earlier?.WriteTo(json);
        json.WriteEndObject();
    }
}
