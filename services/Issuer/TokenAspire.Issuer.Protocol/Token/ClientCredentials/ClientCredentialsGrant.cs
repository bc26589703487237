using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Protocol.AccessTokens;
using TokenAspire.Issuer.Protocol.Errors;

namespace TokenAspire.Issuer.Protocol.Token.ClientCredentials;

/// <summary>A client's token for itself (RFC 6749 4.4). No refresh token: the client can always ask again (4.4.3).</summary>
internal sealed class ClientCredentialsGrant(ClientCredentialsRequestValidator validator, AccessTokenIssuer tokens) : ITokenGrant
{
    public Task<Validation<TokenResponse>> ExchangeAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        Validation<ClientCredentialsRequest> validated = validator.Validate(request);
        return Task.FromResult<Validation<TokenResponse>>(
            validated.IsValid ? Generate(request, validated.Value.Scopes) : validated.Error);
    }

    private TokenResponse Generate(TokenRequest request, IReadOnlyList<string> scopes)
    {
        IssuedAccessToken issued = tokens.Mint(request.Client.AccessTokenLifetime);
        return new TokenResponse
        {
            AccessToken = tokens.Write(new AccessTokenContent
            {
                Token = issued, Client = request.Client, Scopes = scopes, ProofKey = request.ProofKey,
            }),
            IsBound = request.ProofKey is not null,
            ExpiresIn = (long)request.Client.AccessTokenLifetime.TotalSeconds,
            Scopes = scopes,
        };
    }
}
