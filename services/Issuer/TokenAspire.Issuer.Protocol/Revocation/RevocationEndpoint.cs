using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;
using TokenAspire.Issuer.Protocol.Telemetry;

namespace TokenAspire.Issuer.Protocol.Revocation;

/// <summary>The revocation endpoint (RFC 7009 2).</summary>
internal sealed class RevocationEndpoint(
    RevocationRequestValidator validator, TokenRevoker revoker, ILogger<RevocationEndpoint> logger)
{
    public async Task<IResult> HandleAsync(HttpContext context)
    {
        using Activity? activity = ProtocolActivity.Start("revoke");
        RequestParameters parameters = await RequestParameterReader.ReadFormAsync(context.Request, context.RequestAborted);
        Validation<ClientRegistration> client = await validator.ValidateAsync(context, parameters);
        activity.SetOutcome(client.Error);
        if (!client.IsValid)
        {
            Log.RevocationRefused(logger, client.Error.Code, client.Error.Description);
            return new ErrorResult(client.Error);
        }

        return await revoker.RevokeAsync(parameters[ParameterNames.Token]!, client.Value, context.RequestAborted);
    }
}
