using Microsoft.Extensions.DependencyInjection;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Issuer.Duende.Tokens;
using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Parameters;
using TokenAspire.Issuer.Protocol.Token;
using TokenAspire.Issuer.Protocol.Token.AuthorizationCode;
using TokenAspire.Issuer.Protocol.Token.ClientCredentials;
using TokenAspire.Issuer.Protocol.Token.DeviceCode;
using TokenAspire.Issuer.Protocol.Token.Refresh;
using TokenAspire.Issuer.Protocol.Token.TokenExchange;

namespace TokenAspire.Issuer.Duende.Requests;

/// <summary>Each grant's own rules. Nothing is spent here: that is the last thing before the answer is written.</summary>
internal sealed class GrantRules(IServiceProvider services)
{
    /// <summary>The error of the first rule that is broken; null where all hold, and <paramref name="issuance"/> knows what is to be spent.</summary>
    public async Task<ProtocolError?> FirstBrokenAsync(TokenIssuance issuance, CancellationToken cancellationToken)
    {
        TokenRequest request = issuance.Request!;
        switch (request.Parameters[ParameterNames.GrantType])
        {
            case GrantTypes.AuthorizationCode:
                return Keep(
                    await services.GetRequiredService<AuthorizationCodeRequestValidator>().ValidateAsync(request, cancellationToken),
                    code => issuance.Code = code);
            case GrantTypes.DeviceCode:
                return Keep(
                    await services.GetRequiredService<DeviceCodeRequestValidator>().ValidateAsync(request, cancellationToken),
                    code => issuance.Code = code);
            case GrantTypes.RefreshToken:
                return Keep(
                    await services.GetRequiredService<RefreshTokenRequestValidator>().ValidateAsync(request, cancellationToken),
                    refresh => issuance.Refresh = refresh);
            case GrantTypes.TokenExchange:
                return Keep(
                    await services.GetRequiredService<TokenExchangeRequestValidator>().ValidateAsync(request, cancellationToken),
                    exchange => (issuance.Exchange, issuance.AskedScopes) = (exchange, exchange.Scopes));
            default:
                return Keep(
                    services.GetRequiredService<ClientCredentialsRequestValidator>().Validate(request),
                    own => issuance.AskedScopes = own.Scopes);
        }
    }

    private static ProtocolError? Keep<T>(Validation<T> validated, Action<T> keep)
        where T : class
    {
        if (validated.IsValid)
        {
            keep(validated.Value);
        }

        return validated.Error;
    }
}
