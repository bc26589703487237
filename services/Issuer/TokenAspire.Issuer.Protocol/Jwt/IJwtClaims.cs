using System.Text.Json;

namespace TokenAspire.Issuer.Protocol.Jwt;

/// <summary>The payload of a JWT.</summary>
internal interface IJwtClaims
{
    /// <summary>Writes the members of the claims set (RFC 7519 4); the object around them is the writer's.</summary>
    void WriteTo(Utf8JsonWriter json);
}
