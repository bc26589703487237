using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;
using TokenAspire.Issuer.Protocol.ResourceIndicators;

namespace TokenAspire.Issuer.Protocol.Token.Refresh;

/// <summary>Decides whether a refresh request is worth a rotation.</summary>
internal sealed class RefreshTokenRequestValidator(IRefreshFamilyStore families, RequestedResources resources)
{
    public async Task<Validation<RefreshTokenRequest>> ValidateAsync(TokenRequest request, CancellationToken cancellationToken)
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
        if (scopes is not null && (scopes.Count == 0 || !scopes.All(request.Client.Scopes.Contains)))
        {
            return ProtocolErrors.InvalidScope;
        }

        IReadOnlyList<string> named = RequestedResources.Of(request.Parameters);
        return named.Count == 0
            ? new RefreshTokenRequest(token, scopes)
            : await NarrowAsync(new RefreshTokenRequest(token, scopes), request.Client, named, cancellationToken);
    }

    // RFC 8707 2.2: within the grant, which is looked up before the token is spent, so that a wrong resource does not
    // spend it. A token that is not live is left to the rotation, which knows why, and repeats an answer as it was.
    private async Task<Validation<RefreshTokenRequest>> NarrowAsync(
        RefreshTokenRequest request, ClientRegistration client, IReadOnlyList<string> named, CancellationToken cancellationToken)
    {
        LiveRefreshToken? live = await families.FindLiveAsync(request.Presented.Hash(), cancellationToken);
        if (live is null || live.Family.ClientId != client.ClientId)
        {
            return request;
        }

        Validation<NarrowedScopes> narrowed = resources.Narrow(request.Scopes ?? live.Family.Scopes, named);
        return narrowed.IsValid ? request with { Scopes = narrowed.Value.Scopes } : narrowed.Error;
    }
}
