using TokenAspire.LocalHosting.Dashboard.Telemetry;

namespace TokenAspire.LocalHosting.Dashboard.Charts;

/// <summary>Percentiles of histograms, interpolated inside the bucket they fall into.</summary>
internal static class Percentiles
{
    private const long Bin = 10_000_000_000;

    /// <summary>The percentile over time, of all series together; a point for each ten seconds in which something was measured.</summary>
    public static IReadOnlyList<NumberPoint> OverTime(IReadOnlyList<SeriesSnapshot> series, ChartWindow window, double percentile)
    {
        List<NumberPoint> values = [];
        for (long end = window.Start + Bin; end <= window.End; end += Bin)
        {
            HistogramPoint? gained = Sum(series.Select(one => Gained(one.Histograms, end - Bin, end)).OfType<HistogramPoint>());
            if (gained is { Count: > 0 })
            {
                values.Add(new NumberPoint(end - (Bin / 2), Of(gained, percentile)));
            }
        }

        return values;
    }

    /// <summary>What all series have counted so far, as one.</summary>
    public static HistogramPoint? Total(IReadOnlyList<SeriesSnapshot> series) =>
        Sum(series.Where(one => one.Histograms.Count > 0).Select(one => one.Histograms[^1]));

    public static double Of(HistogramPoint point, double percentile)
    {
        double rank = point.Count * percentile;
        long below = 0;
        for (int bucket = 0; bucket < point.Counts.Count; bucket++)
        {
            long inside = point.Counts[bucket];
            if (inside > 0 && below + inside >= rank)
            {
                double from = bucket == 0 ? 0 : point.Bounds[bucket - 1];
                double to = bucket < point.Bounds.Count ? point.Bounds[bucket] : from; // above the last bound nothing more is known
                return from + ((to - from) * (rank - below) / inside);
            }

            below += inside;
        }

        return 0;
    }

    private static HistogramPoint? Gained(IReadOnlyList<HistogramPoint> points, long after, long until)
    {
        HistogramPoint? before = points.LastOrDefault(point => point.Time <= after);
        HistogramPoint? now = points.LastOrDefault(point => point.Time <= until);
        return now is null || ReferenceEquals(now, before) ? null
            : before is null || before.Counts.Count != now.Counts.Count || before.Count > now.Count ? now
            : now with { Sum = now.Sum - before.Sum, Counts = [.. now.Counts.Zip(before.Counts, (later, earlier) => Math.Max(0, later - earlier))] };
    }

    private static HistogramPoint? Sum(IEnumerable<HistogramPoint> points)
    {
        HistogramPoint? sum = null;
        foreach (HistogramPoint point in points)
        {
            sum = sum is null || sum.Counts.Count != point.Counts.Count
                ? point
                : sum with { Sum = sum.Sum + point.Sum, Counts = [.. sum.Counts.Zip(point.Counts, (one, other) => one + other)] };
        }

        return sum;
    }
}
