using TokenAspire.Issuer.Protocol.Errors;

namespace TokenAspire.Issuer.Protocol.Token.AuthorizationCode;

/// <summary>Exchanges a code for tokens (RFC 6749 4.1.3).</summary>
internal sealed class AuthorizationCodeGrant(AuthorizationCodeRequestValidator validator, CodeExchange exchange) : ITokenGrant
{
    public async Task<Validation<TokenResponse>> ExchangeAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        Validation<AuthorizationCodeRequest> validated = await validator.ValidateAsync(request, cancellationToken);
        return validated.IsValid ? await exchange.ExchangeAsync(request, validated.Value, cancellationToken) : validated.Error;
    }
}
