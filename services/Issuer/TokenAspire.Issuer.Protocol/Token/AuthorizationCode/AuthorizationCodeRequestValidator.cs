using TokenAspire.Issuer.Contracts.Grants;
using TokenAspire.Issuer.Contracts.Subjects;
using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;
using TokenAspire.Issuer.Protocol.ResourceIndicators;

namespace TokenAspire.Issuer.Protocol.Token.AuthorizationCode;

/// <summary>Decides whether the caller may redeem the code (RFC 6749 4.1.3, RFC 7636 4.5).</summary>
internal sealed class AuthorizationCodeRequestValidator(
    IAuthorizationCodeStore codes, ISubjectProfiles profiles, RequestedResources resources)
{
    public async Task<Validation<AuthorizationCodeRequest>> ValidateAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        RequestParameters parameters = request.Parameters;
        string? code = parameters[ParameterNames.Code];
        string? verifier = parameters[ParameterNames.CodeVerifier];
        string? redirectUri = parameters[ParameterNames.RedirectUri];
        if (code is null || verifier is null || redirectUri is null)
        {
            return ProtocolErrors.InvalidRequest.Because("code, code_verifier and redirect_uri are required.");
        }

        if (!OpaqueToken.TryParse(code, out OpaqueToken token)
            || await codes.FindAsync(token.Hash(), cancellationToken) is not AuthorizationGrant grant)
        {
            return ProtocolErrors.InvalidGrant;
        }

        if (FirstBrokenRule(request, grant, verifier, redirectUri) is ProtocolError error)
        {
            return error;
        }

        Validation<NarrowedScopes> scopes = resources.Narrow(grant.Scopes, RequestedResources.Of(parameters));
        if (!scopes.IsValid)
        {
            return scopes.Error;
        }

        return await profiles.FindAsync(grant.SubjectId, cancellationToken) is SubjectProfile profile
            ? new AuthorizationCodeRequest(token.Hash(), grant, profile, scopes.Value.Scopes)
            : ProtocolErrors.InvalidGrant;
    }

    // A caller that fails here did not prove to be the one the code is for, so the code stays as it is.
    private static ProtocolError? FirstBrokenRule(TokenRequest request, AuthorizationGrant grant, string verifier, string redirectUri)
    {
        // RFC 6749 4.1.3: issued to this client, and for this redirect URI, to the letter.
        if (grant.ClientId != request.Client.ClientId || grant.RedirectUri != redirectUri)
        {
            return ProtocolErrors.InvalidGrant;
        }

        // RFC 9449 10: the code is good only with the key that the authorization request named.
        if (grant.ProofKey is not null && grant.ProofKey != request.ProofKey)
        {
            return ProtocolErrors.InvalidGrant.Because("The code is bound to another key, or there is no DPoP proof.");
        }

        // RFC 7636 4.6. Every code has a challenge: none is issued without.
        return CodeVerifier.IsWellFormed(verifier) && CodeVerifier.Fits(verifier, grant.CodeChallenge)
            ? null
            : ProtocolErrors.InvalidGrant.Because("The code verifier does not fit.");
    }
}
