using System.Diagnostics;

namespace TokenAspire.ResourceServer;

/// <summary>
/// Decides about a token, whoever presents it: by what is remembered of it, or else by verifying it. It tells the meters
/// and the traces, and remembers what it accepts.
/// </summary>
internal sealed class TokenAuthenticator(
    IAccessTokenVerifier verifier,
    RememberedTokens remembered,
    VerificationMetrics metrics)
{
    private static readonly ActivitySource Activities = new("TokenAspire.ResourceServer");

    public ValueTask<VerificationResult> AuthenticateAsync(string token, CancellationToken ct) =>
        Recall(token) is { } known ? new(known) : VerifyAsync(token, ct);

    /// <summary>What is decided now about a token that was verified before; null for any other.</summary>
    public VerificationResult? Recall(ReadOnlySpan<char> token)
    {
        long begun = metrics.Begin();
        if (!remembered.TryDecide(token, out AccessToken? known, out RefusalReason? refusal))
        {
            return null;
        }

        metrics.Decided(begun, wasRemembered: true);
        return refusal is { } reason ? VerificationResult.Refused(reason) : VerificationResult.Accepted(known);
    }

    private async ValueTask<VerificationResult> VerifyAsync(string token, CancellationToken ct)
    {
        using Activity? activity = Activities.StartActivity("verify token");
        long begun = metrics.Begin();
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
