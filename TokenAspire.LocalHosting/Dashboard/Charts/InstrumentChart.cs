using TokenAspire.LocalHosting.Dashboard.Telemetry;

namespace TokenAspire.LocalHosting.Dashboard.Charts;

/// <summary>The chart that suits an instrument: values of a gauge, growth of a counter, percentiles of a histogram.</summary>
internal sealed record InstrumentChart(string Caption, string Unit, IReadOnlyList<ChartLine> Lines, bool IsBars = false)
{
    private const int LinesShown = 8;

    public static InstrumentChart Of(Instrument instrument, IReadOnlyList<SeriesSnapshot> series, ChartWindow window) => instrument.Kind switch
    {
        InstrumentKind.Histogram => new InstrumentChart("Percentiles", instrument.Unit, Histogram(series, window)),
        InstrumentKind.Counter => new InstrumentChart("Growth in five seconds", instrument.Unit, ByLabel(series, lines => Increments.OverTime(lines, window), lines => Increments.Total(lines)), IsBars: true),
        _ => new InstrumentChart("Value", instrument.Unit, ByLabel(series, lines => lines[^1].Numbers, _ => null)),
    };

    /// <summary>The attributes as text: <c>GET, 200</c>; the resource's own name where there are none.</summary>
    public static string Label(SeriesSnapshot series) =>
        series.Attributes.Count == 0 ? series.Source.Service : string.Join(", ", series.Attributes.Select(attribute => attribute.Value));

    public static string Colour(int index) => FormattableString.Invariant($"c{index % LinesShown}");

    private static ChartLine[] Histogram(IReadOnlyList<SeriesSnapshot> series, ChartWindow window) =>
    [
        new("50 %", Colour(1), Percentiles.OverTime(series, window, 0.5)),
        new("90 %", Colour(0), Percentiles.OverTime(series, window, 0.9)),
        new("99 %", Colour(3), Percentiles.OverTime(series, window, 0.99)),
    ];

    private static ChartLine[] ByLabel(IReadOnlyList<SeriesSnapshot> series, Func<IReadOnlyList<SeriesSnapshot>, IReadOnlyList<NumberPoint>> points, Func<IEnumerable<SeriesSnapshot>, double?> summary) =>
    [
        .. series.GroupBy(Label, StringComparer.Ordinal)
            .OrderByDescending(group => Increments.Total(group)).Take(LinesShown)
            .Select((group, index) => new ChartLine(group.Key, Colour(index), points([.. group.OrderBy(one => one.LastSeen)])) { Summary = summary(group) }),
    ];
}
