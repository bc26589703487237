using System.Text.Json;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Protocol.Jwt;

namespace TokenAspire.Issuer.Protocol.IdTokens;

/// <summary>What the scope <c>profile</c> opens, the same in the id token and at the userinfo endpoint.</summary>
internal static class ProfileClaims
{
    /// <summary>Their names, for discovery.</summary>
    public static IReadOnlyList<string> Names { get; } = ["name", "preferred_username", "tenant_id", "roles"];

    public static void WriteTo(Utf8JsonWriter json, SubjectProfile profile)
    {
        json.WriteString("name"u8, profile.DisplayName);
        json.WriteString("preferred_username"u8, profile.UserName);
        json.WriteString("tenant_id"u8, profile.TenantId);
        json.WriteStrings("roles"u8, profile.Roles);
    }
}
