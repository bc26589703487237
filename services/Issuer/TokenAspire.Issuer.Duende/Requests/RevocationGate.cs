using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;
using TokenAspire.Issuer.Protocol.Revocation;

namespace TokenAspire.Issuer.Duende.Requests;

/// <summary>The gate of the revocation endpoint (RFC 7009 2.1).</summary>
internal sealed class RevocationGate(RevocationRequestValidator validator, AdmittedRequest admitted, ILogger<RevocationGate> logger) : IRequestGate
{
    // A hint is only that: a token is of one kind, and Duende refuses hints that it does not know.
    private const string Hint = "token_type_hint";

    public static string Endpoint => "revoke";

    public async Task<IResult?> AdmitAsync(HttpContext context)
    {
        RequestParameters parameters = await RequestParameterReader.ReadFormAsync(context.Request, context.RequestAborted);
        Validation<ClientRegistration> client = await validator.ValidateAsync(context, parameters);
        if (!client.IsValid)
        {
            admitted.Refusal = client.Error;
            Protocol.Revocation.Log.RevocationRefused(logger, client.Error.Code, client.Error.Description);
            return new ErrorResult(client.Error);
        }

        admitted.Client = client.Value;
        DuendeForm.Set(context.Request, parameters, Hint);
        return null;
    }
}
