using System.Buffers;
using System.Text.Json;

namespace TokenAspire.ResourceServer;

/// <summary>
/// What the issuer says about a token (RFC 7662 section 2.2): <c>{"active":false}</c>, or
/// <c>{"active":true,"token_type":"Bearer",…}</c> with the claims of the token.
/// </summary>
internal sealed record IntrospectionResponse
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    // What is said about the answer and not about the token.
    private static readonly string[] NoClaims = ["active", "token_type"];

    public required bool IsActive { get; init; }

    /// <summary><c>token_type</c>, if it was given.</summary>
    public string? TokenType { get; init; }

    /// <summary>The claims, as JSON.</summary>
    public byte[] Claims { get; init; } = [];

    /// <summary>Null when it is no answer to the question.</summary>
    public static IntrospectionResponse? TryRead(byte[] json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Strict);
            JsonElement answer = document.RootElement;
            return answer.TryGetProperty("active", out JsonElement active) && active.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? new IntrospectionResponse { IsActive = active.GetBoolean(), TokenType = ReadType(answer), Claims = ReadClaims(answer) }
                : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // A type that is no text is one that nobody knows.
    private static string? ReadType(JsonElement answer) => answer.TryGetProperty("token_type", out JsonElement type) ? type.ToString() : null;

    private static byte[] ReadClaims(JsonElement answer)
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter writer = new(buffer);
        writer.WriteStartObject();
        foreach (JsonProperty member in answer.EnumerateObject().Where(member => !NoClaims.Contains(member.Name, StringComparer.Ordinal)))
        {
            member.WriteTo(writer);
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
