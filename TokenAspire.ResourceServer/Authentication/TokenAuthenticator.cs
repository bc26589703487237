using System.Diagnostics;

namespace TokenAspire.ResourceServer;

/// <summary>
/// Decides about a token, whoever presents it: by what is remembered of it, or else by verifying it. It tells the meters
/// and the traces, and remembers what it accepts.
/// </summary>
internal sealed class TokenAuthenticator(
    IAccessTokenVerifier verifier,
    RememberedTokens remembered,
    VerificationOutcome outcome,
    VerificationMetrics metrics)
{
    private static readonly ActivitySource Activities = new("TokenAspire.ResourceServer");

    public ValueTask<VerificationResult> AuthenticateAsync(string token, CancellationToken ct)
    {
        long begun = metrics.Begin();
        if (!remembered.TryDecide(token, out AccessToken? known, out RefusalReason? refusal))
        {
            return VerifyAsync(token, begun, ct);
        }

        metrics.Decided(begun, wasRemembered: true);
        return new(refusal is { } reason ? VerificationResult.Refused(reason) : VerificationResult.Accepted(known));
    }

    /// <summary>Notes a refusal and wraps it for JwtBearer.</summary>
    public TokenRefusedException Refuse(RefusalReason reason)
    {
        outcome.Refused(reason);
        return new TokenRefusedException(reason);
    }

    private async ValueTask<VerificationResult> VerifyAsync(string token, long begun, CancellationToken ct)
    {
        using Activity? activity = Activities.StartActivity("verify token");
        VerificationResult result = await verifier.VerifyAsync(token, ct);
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
}
