using System.Text.Json;
using TokenAspire.Issuer.Contracts.Logout;
using TokenAspire.Issuer.Protocol.Jwt;

namespace TokenAspire.Issuer.Protocol.LogoutTokens;

/// <summary>The claims of a logout token (OIDC Back-Channel Logout 1.0, 2.4). Never a nonce: it could pass for an id token.</summary>
internal sealed record LogoutTokenClaims(string Issuer, LogoutNotice Notice, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt) : IJwtClaims
{
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteString("iss"u8, Issuer);
        json.WriteString("sub"u8, Notice.SubjectId);
        json.WriteString("aud"u8, Notice.ClientId);
        json.WriteNumber("iat"u8, IssuedAt.ToUnixTimeSeconds());
        json.WriteNumber("exp"u8, ExpiresAt.ToUnixTimeSeconds());
        json.WriteString("jti"u8, Notice.NoticeId);
        json.WriteString("sid"u8, Notice.SessionId);
        json.WriteStartObject("events"u8);
        json.WriteStartObject("http://schemas.openid.net/event/backchannel-logout"u8);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
