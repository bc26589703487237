using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TokenAspire.Issuer.Protocol.Authorize;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;
using TokenAspire.Issuer.Protocol.Telemetry;

namespace TokenAspire.Issuer.Protocol.PushedAuthorization;

/// <summary>The pushed authorization request endpoint (RFC 9126 2).</summary>
internal sealed class PushedAuthorizationEndpoint(
    PushedAuthorizationRequestValidator validator,
    PushedAuthorizationResponseGenerator generator,
    ILogger<PushedAuthorizationEndpoint> logger)
{
    public async Task<IResult> HandleAsync(HttpContext context)
    {
        using Activity? activity = ProtocolActivity.Start("par");
        RequestParameters parameters = await RequestParameterReader.ReadFormAsync(context.Request, context.RequestAborted);
        Validation<AuthorizeRequest> request = await validator.ValidateAsync(context, parameters);
        activity.SetOutcome(request.Error);
        if (!request.IsValid)
        {
            Log.PushRefused(logger, request.Error.Code, request.Error.Description);
            return new ErrorResult(request.Error);
        }

        Log.Pushed(logger, request.Value.Client.ClientId);
        RequestParameters kept = request.Value.ProofKey is string key ? parameters.With(ParameterNames.DpopKeyThumbprint, key) : parameters;
        return await generator.GenerateAsync(request.Value.Client, kept, context.RequestAborted);
    }
}
