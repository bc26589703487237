using TokenAspire.Issuer.Contracts.Registrations;

namespace TokenAspire.Issuer.Pages;

/// <summary>What scopes mean, in words for people.</summary>
internal static class ScopeTexts
{
    private static readonly Dictionary<string, string> OfIdentity = new(StringComparer.Ordinal)
    {
        [IdentityScopes.OpenId] = "know who you are",
        [IdentityScopes.Profile] = "see your name, your user name, your tenant and your roles",
        [IdentityScopes.OfflineAccess] = "keep this access while you are away",
    };

    /// <summary>The registered words; the scope's own name where there are none.</summary>
    public static string Of(string scope, IRegistrations registrations) =>
        OfIdentity.GetValueOrDefault(scope)
        ?? registrations.FindResourceOfScope(scope)?.ScopeTexts.GetValueOrDefault(scope)
        ?? scope;
}
