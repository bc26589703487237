using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;

namespace TokenAspire.Issuer.Protocol.Token.Refresh;

/// <summary>Decides whether a refresh request is worth a rotation.</summary>
internal static class RefreshTokenRequestValidator
{
    public static Validation<RefreshTokenRequest> Validate(TokenRequest request)
    {
        if (request.Parameters[ParameterNames.RefreshToken] is not string presented)
        {
            return ProtocolErrors.InvalidRequest.Because("refresh_token is missing.");
        }

        if (!OpaqueToken.TryParse(presented, out OpaqueToken token))
        {
            return ProtocolErrors.InvalidGrant;
        }

        IReadOnlyList<string>? scopes = request.Parameters[ParameterNames.Scope] is string scope ? ScopeList.Parse(scope) : null;

        // RFC 6749 6: must not include a scope that was not granted; what the client has lost since, it cannot ask for either.
        return scopes is not null && (scopes.Count == 0 || !scopes.All(request.Client.Scopes.Contains))
            ? ProtocolErrors.InvalidScope
            : new RefreshTokenRequest(token, scopes);
    }
}
