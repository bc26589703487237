using System.Globalization;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;
using TokenAspire.Issuer.Protocol.ResourceIndicators;

namespace TokenAspire.Issuer.Protocol.Authorize;

/// <summary>Decides whether an authorization request is valid (RFC 6749 4.1.1), and whom to tell if not.</summary>
internal sealed class AuthorizeRequestValidator(IRegistrations registrations, RequestedResources resources)
{
    /// <summary>Decides about a request at the authorization endpoint.</summary>
    public AuthorizeValidationResult Validate(RequestParameters parameters, bool isPushed)
    {
        // RFC 6749 4.1.2.1: an invalid client or redirect URI must not redirect.
        if (parameters[ParameterNames.ClientId] is not string clientId || registrations.FindClient(clientId) is not ClientRegistration client)
        {
            return new(null, ProtocolErrors.InvalidRequest.Because("The client is unknown."), Target: null);
        }

        return ValidateOf(client, parameters, isPushed);
    }

    /// <summary>Decides about a request of a known client.</summary>
    public AuthorizeValidationResult ValidateOf(ClientRegistration client, RequestParameters parameters, bool isPushed)
    {
        // RFC 9700 2.1: required and compared exactly, however many are registered.
        if (parameters[ParameterNames.RedirectUri] is not string redirectUri || !RedirectUriMatch.IsRegistered(client, redirectUri))
        {
            return new(null, ProtocolErrors.InvalidRequest.Because("The redirect URI is not registered for the client."), Target: null);
        }

        RedirectTarget target = new(redirectUri, parameters[ParameterNames.State]);

        // RFC 9126 6.
        if (client.RequirePushedAuthorizationRequests && !isPushed)
        {
            return new(null, ProtocolErrors.InvalidRequest.Because("The client has to push its authorization requests."), target);
        }

        if (AuthorizeRules.FirstBroken(client, parameters) is ProtocolError error)
        {
            return new(null, error, target);
        }

        // RFC 8707 2.1: the grant is narrowed, and so is everything that will come of it.
        Validation<NarrowedScopes> scopes = resources.Narrow(
            ScopeList.Parse(parameters[ParameterNames.Scope]!), RequestedResources.Of(parameters));
        return scopes.IsValid ? new(Build(client, target, scopes.Value.Scopes, parameters), null, target) : new(null, scopes.Error, target);
    }

    private static AuthorizeRequest Build(
        ClientRegistration client, RedirectTarget target, IReadOnlyList<string> scopes, RequestParameters parameters) => new()
    {
        Client = client,
        Target = target,
        Scopes = scopes,
        CodeChallenge = parameters[ParameterNames.CodeChallenge]!,
        ProofKey = parameters[ParameterNames.DpopKeyThumbprint],
        Nonce = parameters[ParameterNames.Nonce],
        Prompt = AuthorizeRules.ParsePrompt(parameters[ParameterNames.Prompt]) ?? Prompt.Unspecified,
        MaxAge = AuthorizeRules.TryParseSeconds(parameters[ParameterNames.MaxAge], out int seconds) ? TimeSpan.FromSeconds(seconds) : null,
        IsDenied = parameters[ParameterNames.ConsentDenied] is not null,
        LoginRequestedAt = ReadInstant(parameters[ParameterNames.LoginRequestedAt]),
    };

    private static DateTimeOffset? ReadInstant(string? unixSeconds) =>
        long.TryParse(unixSeconds, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
        && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
