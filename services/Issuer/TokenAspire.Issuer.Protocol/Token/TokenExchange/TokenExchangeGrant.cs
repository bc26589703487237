using TokenAspire.Issuer.Protocol.AccessTokens;
using TokenAspire.Issuer.Protocol.Errors;

namespace TokenAspire.Issuer.Protocol.Token.TokenExchange;

/// <summary>
/// Exchanges a person's token for one of the client's own, with which it acts on their behalf (RFC 8693). Whatever
/// takes the original back takes the result with it: its session, which both have, or a revocation of the original itself.
/// </summary>
internal sealed class TokenExchangeGrant(TokenExchangeRequestValidator validator, ExchangeNote note, AccessTokenIssuer tokens) : ITokenGrant
{
    public async Task<Validation<TokenResponse>> ExchangeAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        Validation<TokenExchangeRequest> validated = await validator.ValidateAsync(request, cancellationToken);
        if (!validated.IsValid)
        {
            return validated.Error;
        }

        return await note.WriteAsync(validated.Value, cancellationToken) is ProtocolError refusal
            ? refusal
            : await GenerateAsync(request, validated.Value, cancellationToken);
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
