using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace TokenAspire.ResourceServer.Benchmarks;

/// <summary>Takes measurements as an exporter does, and sends them nowhere.</summary>
internal sealed class NowhereExporter : BaseExporter<Metric>
{
    public override ExportResult Export(in Batch<Metric> batch) => ExportResult.Success;
}
