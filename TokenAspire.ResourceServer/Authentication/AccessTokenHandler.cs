using System.Diagnostics;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;

namespace TokenAspire.ResourceServer;

/// <summary>
/// What JwtBearer calls to validate a token. The parameters it hands over are not used: what they would allow is decided
/// by <see cref="TokenVerificationOptions"/> alone.
/// </summary>
internal sealed class AccessTokenHandler(
    IAccessTokenVerifier verifier,
    VerificationOutcome outcome,
    VerificationMetrics metrics,
    TimeProvider time) : TokenHandler
{
    private static readonly ActivitySource Activities = new("TokenAspire.ResourceServer");

    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        using Activity? activity = Activities.StartActivity("verify token");
        long begun = time.GetTimestamp();
        VerificationResult result = await verifier.VerifyAsync(token);
        metrics.Verified(time.GetElapsedTime(begun));
        if (result.Refusal is { } reason)
        {
            activity?.SetTag("error.type", reason.ToWire());
            return new TokenValidationResult { IsValid = false, Exception = Refuse(reason) };
        }

        return new TokenValidationResult
        {
            IsValid = true,
            SecurityToken = result.Token,
            ClaimsIdentity = result.Token!.CreateIdentity(JwtBearerDefaults.AuthenticationScheme),
        };
    }

    /// <summary>Notes a refusal and wraps it for JwtBearer.</summary>
    public TokenRefusedException Refuse(RefusalReason reason)
    {
        outcome.Refused(reason);
        return new TokenRefusedException(reason);
    }
}
