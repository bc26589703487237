using TokenAspire.LocalHosting.Dashboard.Telemetry;

namespace TokenAspire.LocalHosting.Dashboard.Charts;

/// <summary>The time a chart covers, in nanoseconds since 1970.</summary>
internal sealed record ChartWindow(long Start, long End)
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(5);

    /// <summary>The last five minutes.</summary>
    public static ChartWindow Until(DateTimeOffset now) => From(UnixNanoseconds.From(now));

    // It moves on in whole steps, so that a bar keeps its place and width while time goes on.
    private static ChartWindow From(long now)
    {
        long end = ((now / Increments.Step) + 1) * Increments.Step;
        return new ChartWindow(end - (Length.Ticks * 100), end);
    }

    /// <summary>The points inside, from the value that held at the start to the one that holds at the end.</summary>
    public IReadOnlyList<NumberPoint> Clip(IReadOnlyList<NumberPoint> points)
    {
        List<NumberPoint> inside = [];
        foreach (NumberPoint point in points.Where(point => point.Time <= End))
        {
            if (point.Time <= Start)
            {
                inside.Clear();
                inside.Add(point with { Time = Start });
                continue;
            }

            inside.Add(point);
        }

        if (inside.Count > 0)
        {
            inside.Add(inside[^1] with { Time = End });
        }

        return inside;
    }
}
