using TokenAspire.Issuer.Protocol.Errors;

namespace TokenAspire.Issuer.Protocol.Token.Refresh;

/// <summary>Exchanges a refresh token for its successor and a new access token (RFC 6749 6, RFC 9700 4.14.2).</summary>
internal sealed class RefreshTokenGrant(
    RefreshTokenRequestValidator validator, RefreshTokenResponseGenerator generator, FamilyRotation rotation) : ITokenGrant
{
    public async Task<Validation<TokenResponse>> ExchangeAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        Validation<RefreshTokenRequest> validated = await validator.ValidateAsync(request, cancellationToken);
        if (!validated.IsValid)
        {
            return validated.Error;
        }

        Validation<RotatedFamily> rotated = await rotation.RotateAsync(request, validated.Value, cancellationToken);
        return rotated.IsValid
            ? await generator.GenerateAsync(request, rotated.Value.Successor, rotated.Value.Family, rotated.Value.Tokens, cancellationToken)
            : rotated.Error;
    }
}
