using TokenAspire.LocalHosting.Dashboard.Otlp.Messages;
using TokenAspire.LocalHosting.Dashboard.Telemetry;

namespace TokenAspire.LocalHosting.Dashboard.Otlp;

/// <summary>Reads gauges, sums and histograms with explicit bounds; .NET sends nothing else.</summary>
internal static class MetricReader
{
    private const int DeltaTemporality = 1;

    public static IEnumerable<Measurement> Read(Metric metric, TelemetrySource source, string meter, TextReader text, TelemetryLimits limits)
    {
        Instrument instrument = new(source.Service, meter, text.Name(metric.Name))
        {
            Kind = Kind(metric),
            Unit = text.Name(metric.Unit),
            Description = text.Limit(metric.Description),
        };
        return metric.DataCase switch
        {
            Metric.DataOneofCase.Gauge => metric.Gauge.DataPoints.Select(point => Number(point, isDifference: false)),
            Metric.DataOneofCase.Sum => metric.Sum.DataPoints
                .Select(point => Number(point, metric.Sum.AggregationTemporality == DeltaTemporality)),
            Metric.DataOneofCase.Histogram => metric.Histogram.DataPoints
                .Where(point => IsSound(point, limits))
                .Select(point => Histogram(point, metric.Histogram.AggregationTemporality == DeltaTemporality)),
            _ => [],
        };

        Measurement Number(NumberDataPoint point, bool isDifference)
        {
            double value = point.ValueCase == NumberDataPoint.ValueOneofCase.AsInt ? point.AsInt : point.AsDouble;
            return new Measurement(instrument, source, text.Attributes(point.Attributes))
            {
                Number = new NumberPoint(TextReader.Time(point.TimeUnixNano), double.IsFinite(value) ? value : 0),
                IsDifference = isDifference,
            };
        }

        Measurement Histogram(HistogramDataPoint point, bool isDifference) => new(instrument, source, text.Attributes(point.Attributes))
        {
            Histogram = new HistogramPoint(
                TextReader.Time(point.TimeUnixNano),
                double.IsFinite(point.Sum) ? point.Sum : 0,
                [.. point.BucketCounts.Select(count => (long)Math.Min(count, long.MaxValue / 1024))],
                [.. point.ExplicitBounds]),
            IsDifference = isDifference,
        };
    }

    private static bool IsSound(HistogramDataPoint point, TelemetryLimits limits) =>
        point.BucketCounts.Count <= limits.Buckets
        && point.BucketCounts.Count == point.ExplicitBounds.Count + 1
        && point.ExplicitBounds.All(double.IsFinite);

    private static InstrumentKind Kind(Metric metric) => metric.DataCase switch
    {
        Metric.DataOneofCase.Histogram => InstrumentKind.Histogram,
        Metric.DataOneofCase.Sum => metric.Sum.IsMonotonic ? InstrumentKind.Counter : InstrumentKind.UpDownCounter,
        _ => InstrumentKind.Gauge,
    };
}
