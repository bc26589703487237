using TokenAspire.Issuer.Protocol.AccessTokens;
using TokenAspire.Issuer.Protocol.Errors;

namespace TokenAspire.Issuer.Protocol.Token.ClientCredentials;

/// <summary>A client's token for itself (RFC 6749 4.4). No refresh token: the client can always ask again (4.4.3).</summary>
internal sealed class ClientCredentialsGrant(ClientCredentialsRequestValidator validator, AccessTokenIssuer tokens) : ITokenGrant
{
    public async Task<Validation<TokenResponse>> ExchangeAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        Validation<ClientCredentialsRequest> validated = validator.Validate(request);
        return validated.IsValid ? await GenerateAsync(request, validated.Value.Scopes, cancellationToken) : validated.Error;
    }

    private async Task<TokenResponse> GenerateAsync(TokenRequest request, IReadOnlyList<string> scopes, CancellationToken cancellationToken)
    {
        AccessTokenContent content = new()
        {
            Token = tokens.Mint(request.Client.AccessTokenLifetime),
            Client = request.Client,
            Scopes = scopes,
            ProofKey = request.ProofKey,
        };
        return new TokenResponse
        {
            AccessToken = await tokens.WriteAsync(content, cancellationToken),
            ExpiresIn = (long)request.Client.AccessTokenLifetime.TotalSeconds,
            IsBound = request.ProofKey is not null,
            Scopes = scopes,
        };
    }
}
