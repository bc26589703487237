using TokenAspire.Issuer.Protocol.Errors;

namespace TokenAspire.Issuer.Protocol.Token;

/// <summary>One grant type: validates its request and generates its response.</summary>
internal interface ITokenGrant
{
    Task<Validation<TokenResponse>> ExchangeAsync(TokenRequest request, CancellationToken cancellationToken);
}
