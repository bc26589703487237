using Microsoft.AspNetCore.Http;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.ClientAuthentication;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;

namespace TokenAspire.Issuer.Protocol.Introspection;

/// <summary>Decides whether the caller may ask at all.</summary>
internal sealed class IntrospectionRequestValidator(ClientAuthenticator clients)
{
    public async ValueTask<Validation<ClientRegistration>> ValidateAsync(HttpContext context, RequestParameters parameters)
    {
        if (parameters.Defect is not null)
        {
            return ProtocolErrors.InvalidRequest.Because(parameters.Defect);
        }

        Validation<ClientRegistration> client = await clients.AuthenticateAsync(context, parameters);
        if (!client.IsValid)
        {
            return client;
        }

        // RFC 7662 2.1: some authorization is required, against scanning for tokens.
        if (!client.Value.MayIntrospect || client.Value.IsPublic)
        {
            return ProtocolErrors.InvalidClient.Because("The client may not introspect tokens.");
        }

        return parameters[ParameterNames.Token] is null
            ? ProtocolErrors.InvalidRequest.Because("token is missing.")
            : client;
    }
}
