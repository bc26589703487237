using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;
using TokenAspire.Issuer.Protocol.ResourceIndicators;

namespace TokenAspire.Issuer.Protocol.Token.ClientCredentials;

/// <summary>A validated request.</summary>
/// <param name="Scopes">What is granted.</param>
internal sealed record ClientCredentialsRequest(IReadOnlyList<string> Scopes);

/// <summary>Decides which scopes a client gets for itself.</summary>
internal sealed class ClientCredentialsRequestValidator(IRegistrations registrations, RequestedResources resources)
{
    public Validation<ClientCredentialsRequest> Validate(TokenRequest request)
    {
        ClientRegistration client = request.Client;

        // RFC 6749 4.4: must only be used by confidential clients.
        if (client.IsPublic)
        {
            return ProtocolErrors.UnauthorizedClient;
        }

        // RFC 6749 3.3: without a scope parameter, a default: all that is registered. Identity scopes
        // are about a person, and there is none.
        IReadOnlyList<string> scopes = request.Parameters[ParameterNames.Scope] is string scope
            ? ScopeList.Parse(scope)
            : [.. client.Scopes.Where(scope => registrations.FindResourceOfScope(scope) is not null).Order(StringComparer.Ordinal)];

        bool allowed = scopes.Count > 0
            && scopes.All(scope => client.Scopes.Contains(scope) && registrations.FindResourceOfScope(scope) is not null);
        if (!allowed)
        {
            return ProtocolErrors.InvalidScope;
        }

        Validation<NarrowedScopes> narrowed = resources.Narrow(scopes, RequestedResources.Of(request.Parameters));
        return narrowed.IsValid ? new ClientCredentialsRequest(narrowed.Value.Scopes) : narrowed.Error;
    }
}
