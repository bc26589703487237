using System.Text.Json;
using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Protocol.Jwt;
using TokenAspire.Issuer.Protocol.Parameters;

namespace TokenAspire.Issuer.Protocol.AccessTokens;

/// <summary>The claims of an access token (RFC 9068 2.2).</summary>
internal sealed record AccessTokenClaims : IJwtClaims
{
    public required string Issuer { get; init; }

    public required IReadOnlyList<string> Audiences { get; init; }

    public required string SubjectId { get; init; }

    public required string ClientId { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    public required IssuedAccessToken Token { get; init; }

    /// <summary>Null where the client acts for itself.</summary>
    public UserClaims? User { get; init; }

    /// <summary>Null where nobody acts for the person.</summary>
    public Actor? Actor { get; init; }

    /// <summary>Null for a bearer token.</summary>
    public string? ProofKey { get; init; }

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteString("iss"u8, Issuer);
        json.WriteStrings("aud"u8, Audiences);
        json.WriteString("sub"u8, SubjectId);
        json.WriteString("client_id"u8, ClientId);
        json.WriteString("scope"u8, ScopeList.Format(Scopes));
        json.WriteString("jti"u8, Token.TokenId);
        json.WriteNumber("iat"u8, Token.IssuedAt.ToUnixTimeSeconds());
        json.WriteNumber("exp"u8, Token.ExpiresAt.ToUnixTimeSeconds());
        Actor?.WriteTo(json);
        if (ProofKey is not null)
        {
            // RFC 9449 6.1.
            json.WriteStartObject("cnf"u8);
            json.WriteString("jkt"u8, ProofKey);
            json.WriteEndObject();
        }

        if (User is not null)
        {
            json.WriteString("sid"u8, User.SessionId);
            json.WriteString("tenant_id"u8, User.Profile.TenantId);
            json.WriteStrings("roles"u8, User.Profile.Roles);
            json.WriteNumber("auth_time"u8, User.AuthenticatedAt.ToUnixTimeSeconds());
        }
    }
}
