using System.Diagnostics.Metrics;

namespace TokenAspire.Gateway.Edge.Suspicions;

/// <summary>The gateway's instruments.</summary>
public sealed class GatewayMetrics
{
    public const string MeterName = "TokenAspire.Gateway";

    private readonly Counter<long> _suspicions;

    public GatewayMetrics(IMeterFactory meterFactory) =>
        _suspicions = meterFactory.Create(MeterName).CreateCounter<long>("tokenaspire.gateway.suspicions", "{event}", "Live sessions seen somewhere else.");

    /// <summary>A session turned up somewhere else.</summary>
    public void Suspected(SuspicionKind kind) => _suspicions.Add(1, new KeyValuePair<string, object?>("kind", kind.ToWire()));
}
