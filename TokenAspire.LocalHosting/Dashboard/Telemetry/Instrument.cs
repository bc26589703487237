using System.Runtime.InteropServices;

namespace TokenAspire.LocalHosting.Dashboard.Telemetry;

/// <summary>What an instrument measures.</summary>
internal enum InstrumentKind
{
    /// <summary>The value now.</summary>
    Gauge,

    /// <summary>A sum that only grows.</summary>
    Counter,

    /// <summary>A sum that may also fall.</summary>
    UpDownCounter,

    /// <summary>How often values fell into ranges.</summary>
    Histogram,
}

/// <summary>An instrument of a resource.</summary>
internal sealed record Instrument(string Service, string Meter, string Name)
{
    public InstrumentKind Kind { get; init; }

    public string Unit { get; init; } = string.Empty;

    public string Description { get; init; } = string.Empty;
}

/// <summary>One value of a series at one time.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct NumberPoint(long Time, double Value);

/// <summary>A histogram's state at one time: how many values so far at or below each bound, and above the last.</summary>
internal sealed record HistogramPoint(long Time, double Sum, IReadOnlyList<long> Counts, IReadOnlyList<double> Bounds)
{
    public long Count => Counts.Sum();
}
