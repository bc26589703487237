using System.Diagnostics.Metrics;

namespace TokenAspire.Deployment.Tests.Observability;

/// <summary>
/// How an OTLP instrument is called in Prometheus (OpenTelemetry, "Prometheus and OpenMetrics Compatibility"): dots
/// become underscores, seconds and totals are said in the name, a unit in braces is not.
/// </summary>
internal static class PrometheusNames
{
    /// <summary>What every series has: service.name and service.instance.id.</summary>
    private static readonly string[] Resource = ["job", "instance"];

    /// <summary>Every series of this project: its name, and the values of each label; null where they are open.</summary>
    public static IReadOnlyDictionary<string, Dictionary<string, HashSet<string>?>> Series { get; } = Instruments.All.Values
        .SelectMany(instrument => Names(instrument.Instrument).Select(name => (name, labels: Labels(instrument, name))))
        .ToDictionary(series => series.name, series => series.labels, StringComparer.Ordinal);

    public static IReadOnlyList<string> Names(Instrument instrument)
    {
        string name = instrument.Name.Replace('.', '_') + (instrument.Unit == "s" ? "_seconds" : "");
        return instrument switch
        {
            Counter<long> => [$"{name}_total"],
            Histogram<double> => [$"{name}_bucket", $"{name}_sum", $"{name}_count"],
            ObservableGauge<long> or ObservableGauge<double> => [name],
            _ => throw new NotSupportedException($"{instrument.Name} is a {instrument.GetType().Name}."),
        };
    }

    private static Dictionary<string, HashSet<string>?> Labels(MeasuredInstrument instrument, string name)
    {
        Dictionary<string, HashSet<string>?> labels = instrument.Attributes
            .ToDictionary(attribute => attribute.Key.Replace('.', '_'), attribute => attribute.Value, StringComparer.Ordinal);
        foreach (string label in name.EndsWith("_bucket", StringComparison.Ordinal) ? [.. Resource, "le"] : Resource)
        {
            labels.Add(label, null);
        }

        return labels;
    }
}
