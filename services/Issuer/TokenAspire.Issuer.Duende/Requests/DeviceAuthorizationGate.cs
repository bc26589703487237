using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TokenAspire.Issuer.Protocol.DeviceAuthorization;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;

namespace TokenAspire.Issuer.Duende.Requests;

/// <summary>The gate of the device authorization endpoint (RFC 8628 3.1).</summary>
internal sealed class DeviceAuthorizationGate(DeviceAuthorizationRequestValidator validator, AdmittedRequest admitted, ILogger<DeviceAuthorizationGate> logger) : IRequestGate
{
    public static string Endpoint => "device authorization";

    public async Task<IResult?> AdmitAsync(HttpContext context)
    {
        RequestParameters parameters = await RequestParameterReader.ReadFormAsync(context.Request, context.RequestAborted);
        Validation<DeviceAuthorizationRequest> request = await validator.ValidateAsync(context, parameters);
        if (!request.IsValid)
        {
            admitted.Refusal = request.Error;
            Protocol.DeviceAuthorization.Log.DeviceRefused(logger, request.Error.Code, request.Error.Description);
            return new ErrorResult(request.Error);
        }

        Protocol.DeviceAuthorization.Log.DeviceAuthorizationStarted(logger, request.Value.Client.ClientId);
        admitted.Client = request.Value.Client;
        // Narrowed to the resources by now, which Duende does not know at this endpoint.
        DuendeForm.Set(
            context.Request, parameters.With(ParameterNames.Scope, ScopeList.Format(request.Value.Scopes)), ParameterNames.Resource);
        return null;
    }
}
