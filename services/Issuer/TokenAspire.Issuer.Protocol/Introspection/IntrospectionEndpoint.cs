using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;
using TokenAspire.Issuer.Protocol.Telemetry;

namespace TokenAspire.Issuer.Protocol.Introspection;

/// <summary>The introspection endpoint (RFC 7662 2).</summary>
internal sealed class IntrospectionEndpoint(
    IntrospectionRequestValidator validator, IntrospectionResponseGenerator generator, ILogger<IntrospectionEndpoint> logger)
{
    public async Task<IResult> HandleAsync(HttpContext context)
    {
        using Activity? activity = ProtocolActivity.Start("introspect");
        RequestParameters parameters = await RequestParameterReader.ReadFormAsync(context.Request, context.RequestAborted);
        Validation<ClientRegistration> caller = await validator.ValidateAsync(context, parameters);
        activity.SetOutcome(caller.Error);
        if (!caller.IsValid)
        {
            Log.IntrospectionRefused(logger, caller.Error.Code, caller.Error.Description);
            return new ErrorResult(caller.Error);
        }

        return await generator.GenerateAsync(caller.Value, parameters[ParameterNames.Token]!, context.RequestAborted);
    }
}
