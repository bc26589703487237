using Microsoft.AspNetCore.Http;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.ClientAuthentication;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;
using TokenAspire.Issuer.Protocol.ResourceIndicators;
using TokenAspire.Issuer.Protocol.Token;

namespace TokenAspire.Issuer.Protocol.DeviceAuthorization;

/// <summary>Decides whether a device may ask for that (RFC 8628 3.1).</summary>
internal sealed class DeviceAuthorizationRequestValidator(
    ClientAuthenticator clients, TokenRateLimits limits, RequestedResources resources)
{
    public async ValueTask<Validation<DeviceAuthorizationRequest>> ValidateAsync(HttpContext context, RequestParameters parameters)
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

        // Each request is a row, and of a public client anybody can make one.
        if (limits.WaitFor(client.Value, context.Connection.RemoteIpAddress) is TimeSpan wait)
        {
            return ProtocolErrors.TooManyRequests(wait);
        }

        if (!client.Value.GrantTypes.Contains(GrantTypes.DeviceCode))
        {
            return ProtocolErrors.UnauthorizedClient;
        }

        // RFC 6749 3.3: no default scope here, so a request without one fails.
        IReadOnlyList<string> scopes = ScopeList.Parse(parameters[ParameterNames.Scope] ?? "");
        if (scopes.Count == 0 || !scopes.All(client.Value.Scopes.Contains))
        {
            return ProtocolErrors.InvalidScope;
        }

        // RFC 8707 2.1, as for any other authorization: the person sees what is left, and no token will carry more.
        Validation<NarrowedScopes> narrowed = resources.Narrow(scopes, RequestedResources.Of(parameters));
        return narrowed.IsValid ? new DeviceAuthorizationRequest(client.Value, narrowed.Value.Scopes) : narrowed.Error;
    }
}
