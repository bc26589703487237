using System.Text.Json;

namespace TokenAspire.Issuer.Protocol.Jwt;

/// <summary>Arrays of strings, which claims and metadata are full of.</summary>
internal static class JsonStringArrayExtensions
{
    /// <summary>Writes <c>"name":["…","…"]</c>.</summary>
    public static void WriteStrings(this Utf8JsonWriter json, ReadOnlySpan<byte> name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
