using Microsoft.AspNetCore.Http;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.Authorize;
using TokenAspire.Issuer.Protocol.ClientAuthentication;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;

namespace TokenAspire.Issuer.Protocol.PushedAuthorization;

/// <summary>Decides whether a request may be pushed: by the rules of the token endpoint for the client, of the authorization endpoint for the rest (RFC 9126 2.1).</summary>
internal sealed class PushedAuthorizationRequestValidator(ClientAuthenticator clients)
{
    public async ValueTask<Validation<AuthorizeRequest>> ValidateAsync(HttpContext context, RequestParameters parameters)
    {
        if (parameters.Defect is not null)
        {
            return ProtocolErrors.InvalidRequest.Because(parameters.Defect);
        }

        Validation<ClientRegistration> client = await clients.AuthenticateAsync(context, parameters);
        if (!client.IsValid)
        {
            return client.Error;
        }

        // RFC 9126 2.1: a pushed request refers to no other one.
        if (parameters[ParameterNames.RequestUri] is not null)
        {
            return ProtocolErrors.InvalidRequest.Because("request_uri must not be pushed.");
        }

        AuthorizeValidationResult result = AuthorizeRequestValidator.ValidateOf(client.Value, parameters, isPushed: true);
        return result.Request is AuthorizeRequest request ? request : result.Error!;
    }
}
