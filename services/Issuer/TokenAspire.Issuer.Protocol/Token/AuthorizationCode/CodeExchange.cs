using TokenAspire.Issuer.Protocol.Errors;

namespace TokenAspire.Issuer.Protocol.Token.AuthorizationCode;

/// <summary>Exchanges a validated code for tokens, once.</summary>
internal sealed class CodeExchange(AuthorizationCodeResponseGenerator generator, CodeSpending spending)
{
    public async Task<Validation<TokenResponse>> ExchangeAsync(
        TokenRequest request, AuthorizationCodeRequest code, CancellationToken cancellationToken)
    {
        Validation<PreparedTokens> prepared = await spending.SpendAsync(request, code, cancellationToken);
        return prepared.IsValid
            ? await generator.GenerateAsync(request, code, prepared.Value, cancellationToken)
            : prepared.Error;
    }
}
