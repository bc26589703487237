using Microsoft.AspNetCore.Http;
using TokenAspire.Issuer.Protocol.Authorize;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;
using TokenAspire.Issuer.Protocol.PushedAuthorization;

namespace TokenAspire.Issuer.Duende.Requests;

/// <summary>The gate of the pushed authorization request endpoint (RFC 9126 2).</summary>
internal sealed class PushedAuthorizationGate(PushedAuthorizationRequestValidator validator, AdmittedRequest admitted) : IRequestGate
{
    public async Task<IResult?> AdmitAsync(HttpContext context)
    {
        RequestParameters parameters = await RequestParameterReader.ReadFormAsync(context.Request, context.RequestAborted);
        Validation<AuthorizeRequest> request = await validator.ValidateAsync(context, parameters);
        if (!request.IsValid)
        {
            return new ErrorResult(request.Error);
        }

        admitted.Client = request.Value.Client;
        admitted.ProofKey = request.Value.ProofKey;
        DuendeForm.Set(context.Request, parameters.With(ParameterNames.ClientId, request.Value.Client.ClientId));
        return null;
    }
}
