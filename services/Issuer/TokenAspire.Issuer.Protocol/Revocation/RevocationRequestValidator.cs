using Microsoft.AspNetCore.Http;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.ClientAuthentication;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;

namespace TokenAspire.Issuer.Protocol.Revocation;

/// <summary>Decides whose token is to be revoked: the authenticated (or, if public, named) client's (RFC 7009 2.1).</summary>
internal sealed class RevocationRequestValidator(ClientAuthenticator clients)
{
    public async ValueTask<Validation<ClientRegistration>> ValidateAsync(HttpContext context, RequestParameters parameters)
    {
        if (parameters.Defect is not null)
        {
            return ProtocolErrors.InvalidRequest.Because(parameters.Defect);
        }

        Validation<ClientRegistration> client = await clients.AuthenticateAsync(context, parameters);
        return client.IsValid && parameters[ParameterNames.Token] is null
            ? ProtocolErrors.InvalidRequest.Because("token is missing.")
            : client;
    }
}
