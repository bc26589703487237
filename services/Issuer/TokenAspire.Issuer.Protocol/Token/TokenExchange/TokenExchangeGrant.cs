using TokenAspire.Issuer.Protocol.AccessTokens;
using TokenAspire.Issuer.Protocol.Errors;

namespace TokenAspire.Issuer.Protocol.Token.TokenExchange;

/// <summary>
/// Exchanges a person's token for one of the client's own, with which it acts on their behalf (RFC 8693). The result has
/// the session of the original, so that whatever ends that session ends both.
/// </summary>
internal sealed class TokenExchangeGrant(TokenExchangeRequestValidator validator, AccessTokenIssuer tokens) : ITokenGrant
{
    public async Task<Validation<TokenResponse>> ExchangeAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        Validation<TokenExchangeRequest> validated = await validator.ValidateAsync(request, cancellationToken);
        return validated.IsValid ? await GenerateAsync(request, validated.Value, cancellationToken) : validated.Error;
    }

    private async Task<TokenResponse> GenerateAsync(TokenRequest request, TokenExchangeRequest exchange, CancellationToken cancellationToken)
    {
        AccessTokenContent content = new()
        {
            Token = exchange.Issued,
            Client = request.Client,
            Scopes = exchange.Scopes,
            User = exchange.User,
            Actor = exchange.Actor,
            ProofKey = request.ProofKey,
        };
        return new TokenResponse
        {
            AccessToken = await tokens.WriteAsync(content, cancellationToken),
            ExpiresIn = (long)(exchange.Issued.ExpiresAt - exchange.Issued.IssuedAt).TotalSeconds,
            IsBound = request.ProofKey is not null,
            IsExchanged = true,
            Scopes = exchange.Scopes,
        };
    }
}
