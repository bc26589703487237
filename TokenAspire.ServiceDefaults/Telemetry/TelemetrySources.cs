using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace TokenAspire.ServiceDefaults.Telemetry;

/// <summary>What .NET and this project emit by themselves; no instrumentation package is needed.</summary>
internal static class TelemetrySources
{
    public static readonly string[] Activities =
    [
        "Microsoft.AspNetCore",
        "System.Net.Http",
        "Experimental.System.Net.Http.Connections",
        "Experimental.System.Net.NameResolution",
        "Experimental.System.Net.Security",
        "Experimental.System.Net.Sockets",
        "Npgsql",
        "Yarp.ReverseProxy",
        "TokenAspire.*",
    ];

    public static readonly string[] Meters =
    [
        "Microsoft.AspNetCore.*",
        "System.Net.Http",
        "System.Net.NameResolution",
        "System.Runtime",
        "Npgsql",
        "Polly",
        "TokenAspire.*",
    ];

    /// <summary>
    /// This project's durations in buckets from 25 µs to 5 s. OpenTelemetry's own would begin with "up to 5 seconds",
    /// and every percentile would be that.
    /// </summary>
    public static MetricStreamConfiguration? Durations(Instrument instrument) =>
        instrument is Histogram<double> { Unit: "s" } && instrument.Meter.Name.StartsWith("TokenAspire.", StringComparison.Ordinal)
            ? new ExplicitBucketHistogramConfiguration { Boundaries = [.. DurationBounds] }
            : null;

    private static readonly double[] DurationBounds =
        [0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
}
