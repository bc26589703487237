using System.Text.Json.Serialization;

namespace TokenAspire.TestTopology.Clients;

/// <summary>A successful answer of the token endpoint (RFC 6749 5.1).</summary>
internal sealed record TokenResponse
{
    [JsonPropertyName("access_token")]
    public required string AccessToken { get; init; }

    [JsonPropertyName("token_type")]
    public required string TokenType { get; init; }

    [JsonPropertyName("expires_in")]
    public required int ExpiresIn { get; init; }

    [JsonPropertyName("refresh_token")]
    public string? RefreshToken { get; init; }

    [JsonPropertyName("id_token")]
    public string? IdToken { get; init; }

    [JsonPropertyName("scope")]
    public string? Scope { get; init; }

    public string Claim(string name) => Jwt.Payload(AccessToken).GetProperty(name).ToString();
}
