using TokenAspire.LocalHosting.Dashboard.Tokens;

namespace TokenAspire.LocalHosting.Dashboard.Telemetry;

/// <summary>What the resources have sent, as far as it is kept.</summary>
internal sealed class TelemetryStore(TelemetryLimits limits)
{
    public TelemetryLimits Limits { get; } = limits;

    public SpanStore Spans { get; } = new(limits, TokenSpans.Contains);

    public LogStore Logs { get; } = new(limits, IssuerKeys.Tells);

    public MetricStore Metrics { get; } = new(limits);
}
