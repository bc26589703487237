using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.AccessTokens;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;
using TokenAspire.Issuer.Protocol.ResourceIndicators;

namespace TokenAspire.Issuer.Protocol.Token.TokenExchange;

/// <summary>Which scopes an exchanged token gets: never more than the subject token has and its client is registered for.</summary>
internal sealed class ExchangeScopes(RequestedResources resources)
{
    public Validation<NarrowedScopes> Of(TokenRequest request, VerifiedAccessToken subject)
    {
        // No refresh token comes of an exchange: it would outlive what it was exchanged for.
        string[] allowed = [.. subject.Scopes.Where(scope => request.Client.Scopes.Contains(scope) && scope != IdentityScopes.OfflineAccess)];
        IReadOnlyList<string> asked = request.Parameters[ParameterNames.Scope] is string scope ? ScopeList.Parse(scope) : allowed;
        if (asked.Count == 0 || !asked.All(allowed.Contains))
        {
            return ProtocolErrors.InvalidScope;
        }

        // RFC 8693 2.1: resource and audience may both be there; together they name the targets.
        IReadOnlyList<string> audiences = ScopeList.Parse(request.Parameters[ParameterNames.Audience] ?? "");
        return resources.Narrow(asked, [.. RequestedResources.Of(request.Parameters), .. audiences]);
    }
}
