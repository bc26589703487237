using TokenAspire.Issuer.Contracts.Consents;
using TokenAspire.Issuer.Protocol.Authorize;

namespace TokenAspire.Issuer.Protocol.Consents;

/// <summary>Decides whether the person has to be asked before a client gets what it wants (OIDC Core 3.1.2.4).</summary>
internal static class ConsentRequirement
{
    /// <summary>Whether the answer can depend on what the person said: else nobody has to look.</summary>
    public static bool Applies(AuthorizeRequest request) => request.Client.RequiresConsent || request.Prompt.HasFlag(Prompt.Consent);

    /// <summary>
    /// A remembered consent serves a client that requires one, and never <c>prompt=consent</c>: that is met by a yes
    /// since the request was first made, which the return URL of the page repeats, as for <c>prompt=login</c>.
    /// </summary>
    public static bool IsUnmet(AuthorizeRequest request, Consent? consent, DateTimeOffset now)
    {
        if (consent is null || !request.Scopes.All(scope => consent.Scopes.Contains(scope, StringComparer.Ordinal)))
        {
            return true;
        }

        return request.Prompt.HasFlag(Prompt.Consent)
            && !(LoginRequirement.IsReturning(request, now)
                && consent.GivenAt.ToUnixTimeSeconds() >= request.LoginRequestedAt!.Value.ToUnixTimeSeconds());
    }
}
