using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.Authorize;
using TokenAspire.Issuer.Protocol.ClientAuthentication;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;
using TokenAspire.Issuer.Protocol.ProofOfPossession;
using TokenAspire.Issuer.Protocol.Token;

namespace TokenAspire.Issuer.Protocol.PushedAuthorization;

/// <summary>Decides whether a request may be pushed: by the rules of the token endpoint for the client, of the authorization endpoint for the rest (RFC 9126 2.1).</summary>
internal sealed class PushedAuthorizationRequestValidator(
    ClientAuthenticator clients, TokenRateLimits limits, AuthorizeRequestValidator requests, ProofVerifier proofs)
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

        // RFC 9126 2.3. Each request is a row, and of a public client anybody can push one.
        if (limits.WaitFor(client.Value, context.Connection.RemoteIpAddress) is TimeSpan wait)
        {
            return ProtocolErrors.TooManyRequests(wait);
        }

        // RFC 9126 2.1: a pushed request refers to no other one.
        if (parameters[ParameterNames.RequestUri] is not null)
        {
            return ProtocolErrors.InvalidRequest.Because("request_uri must not be pushed.");
        }

        AuthorizeValidationResult result = requests.ValidateOf(client.Value, parameters, isPushed: true);
        return result.Request is AuthorizeRequest request ? await BindAsync(context, request) : result.Error!;
    }

    // RFC 9449 10.1: a proof beside a pushed request names the key as dpop_jkt does; both must name the same.
    private async ValueTask<Validation<AuthorizeRequest>> BindAsync(HttpContext context, AuthorizeRequest request)
    {
        StringValues proof = context.Request.Headers[ProofVerifier.Scheme];
        if (proof.Count == 0)
        {
            return request;
        }

        ProofTarget target = new(HttpMethods.Post, ProtocolPaths.PushedAuthorization);
        Validation<ProvenKey> key = await proofs.VerifyAsync(proof, target, context.RequestAborted);
        if (!key.IsValid)
        {
            return key.Error;
        }

        return request.ProofKey is null || request.ProofKey == key.Value.Thumbprint
            ? request with { ProofKey = key.Value.Thumbprint }
            : ProtocolErrors.InvalidDpopProof.Because("The DPoP proof is not of the key that dpop_jkt names.");
    }
}
