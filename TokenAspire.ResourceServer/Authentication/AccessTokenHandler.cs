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
    RememberedTokens remembered,
    VerificationOutcome outcome,
    VerificationMetrics metrics) : TokenHandler
{
    private static readonly ActivitySource Activities = new("TokenAspire.ResourceServer");

    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        VerificationResult result = Recall(token) ?? await VerifyAsync(token);
        if (result.Refusal is { } reason)
        {
            return new TokenValidationResult { IsValid = false, Exception = Refuse(reason) };
        }

        return new TokenValidationResult
        {
            IsValid = true,
            SecurityToken = result.Token,
            ClaimsIdentity = result.Token!.CreateIdentity(JwtBearerDefaults.AuthenticationScheme),
        };
    }

    private VerificationResult? Recall(string token)
    {
        long begun = metrics.Begin();
        if (!remembered.TryDecide(token, out AccessToken? known, out RefusalReason? refusal))
        {
            return null;
        }

        metrics.Decided(begun, wasRemembered: true);
        return refusal is { } reason ? VerificationResult.Refused(reason) : VerificationResult.Accepted(known);
    }

    private async ValueTask<VerificationResult> VerifyAsync(string token)
    {
        using Activity? activity = Activities.StartActivity("verify token");
        long begun = metrics.Begin();
        VerificationResult result = await verifier.VerifyAsync(token);
        metrics.Decided(begun, wasRemembered: false);
        if (result.Token is { } accepted)
        {
            remembered.Remember(accepted);
        }
        else
        {
            activity?.SetTag("error.type", result.Refusal?.ToWire());
        }

        return result;
    }

    /// <summary>Notes a refusal and wraps it for JwtBearer.</summary>
    public TokenRefusedException Refuse(RefusalReason reason)
    {
        outcome.Refused(reason);
        return new TokenRefusedException(reason);
    }
}
