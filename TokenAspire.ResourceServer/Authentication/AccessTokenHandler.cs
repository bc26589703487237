using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;

namespace TokenAspire.ResourceServer;

/// <summary>
/// What JwtBearer calls to validate a token where an application has put events of its own in the place of
/// <see cref="AccessTokenEvents"/>. The parameters it hands over are not used: what they would allow is decided by
/// <see cref="TokenVerificationOptions"/> alone.
/// </summary>
internal sealed class AccessTokenHandler(TokenAuthenticator authenticator, VerificationOutcome outcome) : TokenHandler
{
    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        VerificationResult result = await authenticator.AuthenticateAsync(token, CancellationToken.None);
        if ((result.Refusal ?? Unproven(result.Token!)) is { } reason)
        {
            return new TokenValidationResult { IsValid = false, Exception = outcome.Refuse(reason) };
        }

        return new TokenValidationResult
        {
            IsValid = true,
            SecurityToken = result.Token,
            ClaimsIdentity = result.Token!.CreateIdentity(JwtBearerDefaults.AuthenticationScheme),
        };
    }

    // RFC 9449 section 7.2: a bound token is worth nothing as a mere bearer token, and no proof can be seen from here.
    private static RefusalReason? Unproven(AccessToken token) => token.IsBound ? RefusalReason.ProofMissing : null;
}
