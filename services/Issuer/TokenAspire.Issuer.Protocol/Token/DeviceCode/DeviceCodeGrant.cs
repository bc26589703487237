using TokenAspire.Issuer.Protocol.Errors;
using TokenAspire.Issuer.Protocol.Token.AuthorizationCode;

namespace TokenAspire.Issuer.Protocol.Token.DeviceCode;

/// <summary>Exchanges an approved device code for tokens (RFC 8628 3.4), as an authorization code is.</summary>
internal sealed class DeviceCodeGrant(DeviceCodeRequestValidator validator, CodeExchange exchange) : ITokenGrant
{
    public async Task<Validation<TokenResponse>> ExchangeAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        Validation<AuthorizationCodeRequest> validated = await validator.ValidateAsync(request, cancellationToken);
        return validated.IsValid ? await exchange.ExchangeAsync(request, validated.Value, cancellationToken) : validated.Error;
    }
}
