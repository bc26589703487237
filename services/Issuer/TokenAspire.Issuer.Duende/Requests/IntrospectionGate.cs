using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Introspection;
using TokenAspire.Issuer.Protocol.Parameters;

namespace TokenAspire.Issuer.Duende.Requests;

/// <summary>The gate of the introspection endpoint (RFC 7662 2.1).</summary>
internal sealed class IntrospectionGate(IntrospectionRequestValidator validator, AdmittedRequest admitted, ILogger<IntrospectionGate> logger) : IRequestGate
{
    public static string Endpoint => "introspect";

    public async Task<IResult?> AdmitAsync(HttpContext context)
    {
        RequestParameters parameters = await RequestParameterReader.ReadFormAsync(context.Request, context.RequestAborted);
        Validation<ClientRegistration> caller = await validator.ValidateAsync(context, parameters);
        if (!caller.IsValid)
        {
            admitted.Refusal = caller.Error;
            Protocol.Introspection.Log.IntrospectionRefused(logger, caller.Error.Code, caller.Error.Description);
            return new ErrorResult(caller.Error);
        }

        admitted.Client = caller.Value;
        DuendeForm.Set(context.Request, parameters);
        // Duende would answer with a JWT (RFC 9701) whom asks for one; discovery says nothing of that.
        context.Request.Headers.Accept = "application/json";
        return null;
    }
}
