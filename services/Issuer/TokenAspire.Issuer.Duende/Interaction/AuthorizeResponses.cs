using Duende.IdentityServer.Configuration;
using Duende.IdentityServer.ResponseHandling;
using Duende.IdentityServer.Services;
using Duende.IdentityServer.Validation;
using Microsoft.Extensions.Logging;
using TokenAspire.Issuer.Duende.Grants;
using TokenAspire.Issuer.Duende.Requests;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.PushedAuthorization;
using AuthorizeResponseGenerator = Duende.IdentityServer.ResponseHandling.AuthorizeResponseGenerator;
using IAuthorizationCodeStore = Duende.IdentityServer.Stores.IAuthorizationCodeStore;

namespace TokenAspire.Issuer.Duende.Interaction;

/// <summary>Answers an authorization request with a code, where its pushed request is still there to be spent and its consent still given.</summary>
internal sealed class AuthorizeResponses(
    AdmittedRequest admitted,
    PushedRequestReader requests,
    IdentityServerOptions options,
    TimeProvider time,
    ITokenService tokens,
    IKeyMaterialService keys,
    IAuthorizationCodeStore codes,
    ILogger<AuthorizeResponseGenerator> logger,
    IEventService events)
    : AuthorizeResponseGenerator(options, time, tokens, keys, codes, logger, events)
{
    public override async Task<AuthorizeResponse> CreateResponseAsync(ValidatedAuthorizeRequest request, CancellationToken ct)
    {
        // Duende spends a pushed request after the answer, and is not told whether somebody else did before.
        if (!await requests.TakeAsync(admitted.Presented!, ct))
        {
            return Refused(request, ProtocolErrors.InvalidRequestUri);
        }

        AuthorizeResponse response = await base.CreateResponseAsync(request, ct);
        return response.Code == GrantedCodes.Withdrawn ? Refused(request, ProtocolErrors.AccessDenied) : response;
    }

    private static AuthorizeResponse Refused(ValidatedAuthorizeRequest request, ProtocolError error) =>
        new() { Request = request, Error = error.Code, ErrorDescription = error.Description };
}
