using Microsoft.AspNetCore.Http;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.ClientAuthentication;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;

namespace TokenAspire.Issuer.Protocol.DeviceAuthorization;

/// <summary>Decides whether a device may ask for that (RFC 8628 3.1).</summary>
internal sealed class DeviceAuthorizationRequestValidator(ClientAuthenticator clients)
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
            return client.Error;
        }

        if (!client.Value.GrantTypes.Contains(GrantTypes.DeviceCode))
        {
            return ProtocolErrors.UnauthorizedClient;
        }

        // RFC 6749 3.3: no default scope here, so a request without one fails.
        IReadOnlyList<string> scopes = ScopeList.Parse(parameters[ParameterNames.Scope] ?? "");
        return scopes.Count > 0 && scopes.All(client.Value.Scopes.Contains) ? client : ProtocolErrors.InvalidScope;
    }
}
