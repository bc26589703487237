using Microsoft.AspNetCore.Http;
using TokenAspire.Issuer.Contracts.Grants;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Duende.Tokens;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;
using TokenAspire.Issuer.Protocol.Token;

namespace TokenAspire.Issuer.Duende.Requests;

/// <summary>The gate of the token endpoint (RFC 6749 3.2).</summary>
internal sealed class TokenGate(
    TokenRequestValidator validator, GrantRules grants, TokenIssuance issuance, TokenOutcomes outcomes, AdmittedRequest admitted, IStoreStatus store)
    : IRequestGate
{
    public static string Endpoint => "token";

    public async Task<IResult?> AdmitAsync(HttpContext context)
    {
        RequestParameters parameters = await RequestParameterReader.ReadFormAsync(context.Request, context.RequestAborted);
        outcomes.Start(parameters[ParameterNames.GrantType]);
        Validation<TokenRequest> request = await validator.ValidateAsync(context, parameters);
        if (!request.IsValid)
        {
            return Refuse(null, request.Error);
        }

        ClientRegistration client = request.Value.Client;
        if (store.RetryAfter is TimeSpan wait)
        {
            return Refuse(client, ProtocolErrors.StoreUnavailable(wait));
        }

        issuance.Request = request.Value;
        if (await grants.FirstBrokenAsync(issuance, context.RequestAborted) is ProtocolError error)
        {
            return Refuse(client, error);
        }

        admitted.Client = client;
        admitted.ProofKey = request.Value.ProofKey;
        // The scopes are narrowed to the resources by now, whose names are not Duende's.
        RequestParameters narrowed = issuance.AskedScopes is IReadOnlyList<string> scopes
            ? parameters.With(ParameterNames.Scope, ScopeList.Format(scopes))
            : parameters;
        DuendeForm.Set(context.Request, narrowed, ParameterNames.Resource);
        return null;
    }

    private ErrorResult Refuse(ClientRegistration? client, ProtocolError error)
    {
        outcomes.Refused(client?.ClientId, error);
        return new ErrorResult(error);
    }
}
