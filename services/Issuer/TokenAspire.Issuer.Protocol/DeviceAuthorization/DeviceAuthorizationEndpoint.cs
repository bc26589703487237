using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;
using TokenAspire.Issuer.Protocol.Telemetry;

namespace TokenAspire.Issuer.Protocol.DeviceAuthorization;

/// <summary>The device authorization endpoint (RFC 8628 3.1).</summary>
internal sealed class DeviceAuthorizationEndpoint(
    DeviceAuthorizationRequestValidator validator,
    DeviceAuthorizationResponseGenerator generator,
    ILogger<DeviceAuthorizationEndpoint> logger)
{
    public async Task<IResult> HandleAsync(HttpContext context)
    {
        using Activity? activity = ProtocolActivity.Start("device authorization");
        RequestParameters parameters = await RequestParameterReader.ReadFormAsync(context.Request, context.RequestAborted);
        Validation<DeviceAuthorizationRequest> request = await validator.ValidateAsync(context, parameters);
        activity.SetOutcome(request.Error);
        if (!request.IsValid)
        {
            Log.DeviceRefused(logger, request.Error.Code, request.Error.Description);
            return new ErrorResult(request.Error);
        }

        Log.DeviceAuthorizationStarted(logger, request.Value.Client.ClientId);
        return await generator.GenerateAsync(request.Value, context.RequestAborted);
    }
}
