using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.IdTokens;
using TokenAspire.Issuer.Protocol.Parameters;

namespace TokenAspire.Issuer.Protocol.EndSession;

/// <summary>Decides whether a logout request is valid (OIDC RP-Initiated Logout 1.0, 2 and 3).</summary>
internal sealed class EndSessionRequestValidator(IRegistrations registrations, IdTokenVerifier idTokens)
{
    public async ValueTask<Validation<EndSessionRequest>> ValidateAsync(RequestParameters parameters)
    {
        if (parameters.Defect is not null)
        {
            return ProtocolErrors.InvalidRequest.Because(parameters.Defect);
        }

        // 2: a hint that does not hold is no error, but it proves nothing either: the person is asked.
        VerifiedIdToken? hint = parameters[ParameterNames.IdTokenHint] is string presented ? await idTokens.VerifyAsync(presented) : null;
        string? clientId = parameters[ParameterNames.ClientId];

        // 2: when both are present, client_id must be the one that the id token was issued to.
        if (hint is not null && clientId is not null && clientId != hint.ClientId)
        {
            return ProtocolErrors.InvalidRequest.Because("The id_token_hint was issued to another client.");
        }

        clientId ??= hint?.ClientId;
        ClientRegistration? client = clientId is null ? null : registrations.FindClient(clientId);
        string? redirectUri = parameters[ParameterNames.PostLogoutRedirectUri];

        // 3.1: compared as strings with what this client registered; never a redirect on anybody's word.
        if (redirectUri is not null && client?.PostLogoutRedirectUris.Contains(redirectUri, StringComparer.Ordinal) != true)
        {
            return ProtocolErrors.InvalidRequest.Because("The post-logout redirect URI is not registered for the client.");
        }

        return new EndSessionRequest
        {
            Client = client,
            Hint = client is null ? null : hint,
            PostLogoutRedirectUri = redirectUri,
            State = parameters[ParameterNames.State],
        };
    }
}
