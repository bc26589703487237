using System.Diagnostics;
using TokenAspire.Issuer.Contracts.Telemetry;
using TokenAspire.Issuer.Protocol.Errors;

namespace TokenAspire.Issuer.Protocol.Telemetry;

/// <summary>The engine's spans. Tags are closed sets: never a token, a claim or what a client sent.</summary>
internal static class ProtocolActivity
{
    private static readonly ActivitySource Source = new(IssuerMetrics.MeterName);

    /// <summary>Starts the span of an endpoint; null where nobody listens.</summary>
    public static Activity? Start(string endpoint) => Source.HasListeners() ? Source.StartActivity($"oauth {endpoint}") : null;

    /// <summary>Says how it ended.</summary>
    public static void SetOutcome(this Activity? activity, ProtocolError? error)
    {
        if (activity is null)
        {
            return;
        }

        activity.SetTag("oauth.outcome", error is null ? "succeeded" : "refused");
        if (error is not null)
        {
            activity.SetTag("error.type", error.Code);
        }
    }
}
