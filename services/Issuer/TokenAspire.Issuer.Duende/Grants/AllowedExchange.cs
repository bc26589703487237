using Duende.IdentityServer.Validation;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Duende.Subjects;
using TokenAspire.Issuer.Duende.Tokens;
using TokenAspire.Issuer.Protocol.Token.TokenExchange;

namespace TokenAspire.Issuer.Duende.Grants;

/// <summary>Token exchange (RFC 8693), which to Duende is an extension grant. The gate has decided about it.</summary>
internal sealed class AllowedExchange(TokenIssuance issuance) : IExtensionGrantValidator
{
    public string GrantType => GrantTypes.TokenExchange;

    public Task ValidateAsync(ExtensionGrantValidationContext context, CancellationToken ct)
    {
        TokenExchangeRequest exchange = issuance.Exchange!;
        context.Request.SessionId = exchange.User.SessionId;
        context.Result = new GrantValidationResult(
            SubjectPrincipal.Of(exchange.User.Profile.SubjectId, exchange.User.SessionId, exchange.User.AuthenticatedAt));
        return Task.CompletedTask;
    }
}
