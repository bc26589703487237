namespace TokenAspire.Issuer.Contracts.Registrations;

/// <summary>Scopes that name no API (OIDC Core 5.4 and 11).</summary>
public static class IdentityScopes
{
    public const string OpenId = "openid";
    public const string Profile = "profile";
    public const string OfflineAccess = "offline_access";

    /// <summary>All of them.</summary>
    public static IReadOnlySet<string> All { get; } =
        new HashSet<string>(StringComparer.Ordinal) { OpenId, Profile, OfflineAccess };
}
