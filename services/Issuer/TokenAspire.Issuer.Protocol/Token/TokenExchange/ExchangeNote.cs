using TokenAspire.Issuer.Contracts.Tokens;
using TokenAspire.Issuer.Protocol.Errors;

namespace TokenAspire.Issuer.Protocol.Token.TokenExchange;

/// <summary>Notes what a token came of, whoever writes the answer, so that what takes the original back takes it too.</summary>
internal sealed class ExchangeNote(IExchangedTokenStore exchanged)
{
    /// <summary>The refusal where the original was revoked meanwhile; null where the token can be issued.</summary>
    public async Task<ProtocolError?> WriteAsync(TokenExchangeRequest exchange, CancellationToken cancellationToken) =>
        await exchanged.TryNoteAsync(Noted(exchange), cancellationToken)
            ? null
            : ProtocolErrors.InvalidRequest.Because("The subject_token has been revoked.");

    private static ExchangedToken Noted(TokenExchangeRequest exchange) => new(
        exchange.Issued.TokenId,
        exchange.Issued.ExpiresAt,
        exchange.Subject.TokenId,
        exchange.Subject.ClientId,
        DateTimeOffset.FromUnixTimeMilliseconds(exchange.Subject.Identity.IssuedAtMilliseconds));
}
