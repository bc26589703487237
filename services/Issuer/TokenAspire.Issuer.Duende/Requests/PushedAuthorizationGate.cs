using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TokenAspire.Issuer.Protocol.Authorize;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;
using TokenAspire.Issuer.Protocol.PushedAuthorization;

namespace TokenAspire.Issuer.Duende.Requests;

/// <summary>The gate of the pushed authorization request endpoint (RFC 9126 2).</summary>
internal sealed class PushedAuthorizationGate(PushedAuthorizationRequestValidator validator, NarrowedParameters narrowed, AdmittedRequest admitted, ILogger<PushedAuthorizationGate> logger) : IRequestGate
{
    public static string Endpoint => "par";

    public async Task<IResult?> AdmitAsync(HttpContext context)
    {
        RequestParameters parameters = await RequestParameterReader.ReadFormAsync(context.Request, context.RequestAborted);
        Validation<AuthorizeRequest> request = await validator.ValidateAsync(context, parameters);
        if (!request.IsValid)
        {
            admitted.Refusal = request.Error;
            Protocol.PushedAuthorization.Log.PushRefused(logger, request.Error.Code, request.Error.Description);
            return new ErrorResult(request.Error);
        }

        Protocol.PushedAuthorization.Log.Pushed(logger, request.Value.Client.ClientId);
        admitted.Client = request.Value.Client;
        admitted.ProofKey = request.Value.ProofKey;
        DuendeForm.Set(context.Request, narrowed.Of(parameters).With(ParameterNames.ClientId, request.Value.Client.ClientId));
        return null;
    }
}
