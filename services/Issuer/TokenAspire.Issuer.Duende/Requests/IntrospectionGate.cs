using Microsoft.AspNetCore.Http;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Introspection;
using TokenAspire.Issuer.Protocol.Parameters;

namespace TokenAspire.Issuer.Duende.Requests;

/// <summary>The gate of the introspection endpoint (RFC 7662 2.1).</summary>
internal sealed class IntrospectionGate(IntrospectionRequestValidator validator, AdmittedRequest admitted) : IRequestGate
{
    public async Task<IResult?> AdmitAsync(HttpContext context)
    {
        RequestParameters parameters = await RequestParameterReader.ReadFormAsync(context.Request, context.RequestAborted);
        Validation<ClientRegistration> caller = await validator.ValidateAsync(context, parameters);
        if (!caller.IsValid)
        {
            return new ErrorResult(caller.Error);
        }

        admitted.Client = caller.Value;
        DuendeForm.Set(context.Request, parameters);
        return null;
    }
}
