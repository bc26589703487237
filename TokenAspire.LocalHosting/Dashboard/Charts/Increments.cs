using TokenAspire.LocalHosting.Dashboard.Telemetry;

namespace TokenAspire.LocalHosting.Dashboard.Charts;

/// <summary>How much counters have grown, in steps of five seconds.</summary>
internal static class Increments
{
    public const long Step = 5_000_000_000;

    /// <summary>The growth over time of all series together.</summary>
    public static IReadOnlyList<NumberPoint> OverTime(IReadOnlyList<SeriesSnapshot> series, ChartWindow window)
    {
        List<NumberPoint> values = [];
        for (long end = window.Start + Step; end <= window.End; end += Step)
        {
            double gained = series.Sum(one => Math.Max(0, At(one.Numbers, end) - At(one.Numbers, end - Step)));
            values.Add(new NumberPoint(end, gained));
        }

        return values;
    }

    /// <summary>What all series together have counted so far; a run that has ended still counts.</summary>
    public static double Total(IEnumerable<SeriesSnapshot> series) => series.Sum(one => one.Numbers.Count == 0 ? 0 : one.Numbers[^1].Value);

    /// <summary>A counter starts at nothing.</summary>
    private static double At(IReadOnlyList<NumberPoint> points, long time)
    {
        for (int i = points.Count - 1; i >= 0; i--)
        {
            if (points[i].Time <= time)
            {
                return points[i].Value;
            }
        }

        return 0;
    }
}
