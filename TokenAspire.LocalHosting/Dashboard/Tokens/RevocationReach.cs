using TokenAspire.LocalHosting.Dashboard.Telemetry;

namespace TokenAspire.LocalHosting.Dashboard.Tokens;

/// <summary>How long revocations took from being committed by the issuer to being known by a verifier.</summary>
internal sealed record RevocationReach(TelemetrySource Verifier, TimeSpan Took)
{
    /// <summary>The newest of every verifier, newest first: a replica's span lasts from the one to the other.</summary>
    public static IEnumerable<RevocationReach> Latest(TelemetryStore store) =>
        store.Spans.SingledOut().Where(TokenSpans.IsReach).Select(span => new RevocationReach(span.Source, span.Duration));
}
