using System.Text.Json;
using TokenAspire.Issuer.Protocol.AccessTokens;
using TokenAspire.Issuer.Protocol.Jwt;

namespace TokenAspire.Issuer.Protocol.IdTokens;

/// <summary>The claims of an id token (OIDC Core 2).</summary>
internal sealed record IdTokenClaims : IJwtClaims
{
    public required string Issuer { get; init; }

    public required string ClientId { get; init; }

    public required UserClaims User { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required string AccessTokenHash { get; init; }

    public required string? Nonce { get; init; }

    /// <summary>Whether the scope <c>profile</c> was granted (OIDC Core 5.4).</summary>
    public required bool WithProfile { get; init; }

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteString("iss"u8, Issuer);
        json.WriteString("sub"u8, User.Profile.SubjectId);
        json.WriteString("aud"u8, ClientId);
        json.WriteNumber("exp"u8, ExpiresAt.ToUnixTimeSeconds());
        json.WriteNumber("iat"u8, IssuedAt.ToUnixTimeSeconds());
        json.WriteNumber("auth_time"u8, User.AuthenticatedAt.ToUnixTimeSeconds());
        json.WriteString("sid"u8, User.SessionId);
        json.WriteString("at_hash"u8, AccessTokenHash);
        if (Nonce is not null)
        {
            json.WriteString("nonce"u8, Nonce);
        }

        if (WithProfile)
        {
            ProfileClaims.WriteTo(json, User.Profile);
        }
    }
}
