using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TokenAspire.Issuer.Contracts.Registrations;
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
        Validation<ClientRegistration> client = await validator.ValidateAsync(context, parameters);
        activity.SetOutcome(client.Error);
        if (!client.IsValid)
        {
            Log.DeviceRefused(logger, client.Error.Code, client.Error.Description);
            return new ErrorResult(client.Error);
        }

        Log.DeviceAuthorizationStarted(logger, client.Value.ClientId);
        IReadOnlyList<string> scopes = ScopeList.Parse(parameters[ParameterNames.Scope]!);
        return await generator.GenerateAsync(client.Value, scopes, context.RequestAborted);
    }
}
