using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using TokenAspire.Issuer.Protocol.ClientAuthentication.PrivateKeyJwt;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Jwt;
using TokenAspire.Issuer.Protocol.Parameters;

namespace TokenAspire.Issuer.Protocol.ClientAuthentication;

/// <summary>Finds the one way in which a request names its client: <c>client_secret_basic</c>, <c>client_secret_post</c>, <c>private_key_jwt</c> or <c>none</c>.</summary>
internal static class ClientCredentialsReader
{
    public static Validation<PresentedCredentials> Read(HttpRequest request, RequestParameters parameters)
    {
        StringValues authorization = request.Headers.Authorization;
        if (parameters[ParameterNames.ClientAssertion] is string assertion)
        {
            // RFC 6749 2.3: the client must not use more than one authentication method in each request.
            return authorization.Count > 0 || parameters[ParameterNames.ClientSecret] is not null
                ? ProtocolErrors.InvalidRequest.Because("More than one client authentication method was used.")
                : ReadAssertion(assertion, parameters);
        }

        return authorization.Count switch
        {
            0 => ReadParameters(parameters),
            1 => ReadHeader(authorization.ToString(), parameters),
            _ => ProtocolErrors.InvalidRequest.Because("The Authorization header is repeated."),
        };
    }

    private static Validation<PresentedCredentials> ReadHeader(string authorization, RequestParameters parameters)
    {
        // RFC 6749 2.3: the client must not use more than one authentication method in each request.
        if (parameters[ParameterNames.ClientSecret] is not null)
        {
            return ProtocolErrors.InvalidRequest.Because("More than one client authentication method was used.");
        }

        if (!BasicCredentials.TryParse(authorization, out PresentedCredentials credentials))
        {
            return ProtocolErrors.InvalidClient.Because("The Authorization header is not well-formed Basic.");
        }

        string? named = parameters[ParameterNames.ClientId];
        return named is null || named == credentials.ClientId
            ? credentials
            : ProtocolErrors.InvalidRequest.Because("The header and client_id name different clients.");
    }

    // RFC 7521 4.2: the assertion's sub is the client; a client_id beside it must be the same.
    private static Validation<PresentedCredentials> ReadAssertion(string text, RequestParameters parameters)
    {
        if (parameters[ParameterNames.ClientAssertionType] != ClientAssertionVerifier.AssertionType
            || PresentedJwt.TryRead(text) is not PresentedJwt assertion
            || assertion.Claim("sub") is not { Length: > 0 } clientId
            || clientId.Length > ParameterLimits.Of(ParameterNames.ClientId))
        {
            return ProtocolErrors.InvalidClient.Because("The client assertion is not a JWT about a client, or client_assertion_type does not say so.");
        }

        string? named = parameters[ParameterNames.ClientId];
        return named is null || named == clientId
            ? new PresentedCredentials(clientId, Secret: null, assertion)
            : ProtocolErrors.InvalidClient.Because("The client assertion and client_id name different clients.");
    }

    private static Validation<PresentedCredentials> ReadParameters(RequestParameters parameters) =>
        parameters[ParameterNames.ClientId] is string clientId
            ? new PresentedCredentials(clientId, parameters[ParameterNames.ClientSecret])
            : ProtocolErrors.InvalidClient.Because("The request names no client.");
}
