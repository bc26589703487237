namespace TokenAspire.LocalHosting.Dashboard.Telemetry;

/// <summary>
/// The measurements of an instrument with the same attributes, of one run of a resource. Sums are kept as they stand
/// since the start of the run, whether they were sent so or as differences. Not for concurrent use.
/// </summary>
internal sealed class MetricSeries(Instrument instrument, TelemetrySource source, IReadOnlyList<TelemetryAttribute> attributes, TelemetryLimits limits)
{
    /// <summary>Histograms are large: points that follow sooner replace the newest.</summary>
    private const long HistogramInterval = 10_000_000_000;

    private readonly Queue<NumberPoint> _numbers = new();
    private readonly LinkedList<HistogramPoint> _histograms = new();

    public Instrument Instrument { get; } = instrument;

    public TelemetrySource Source { get; } = source;

    public IReadOnlyList<TelemetryAttribute> Attributes { get; } = attributes;

    /// <summary>When it was last sent, changed or not.</summary>
    public long LastSeen { get; private set; }

    public NumberPoint? Latest { get; private set; }

    public void Add(NumberPoint point, bool isDifference)
    {
        double value = isDifference ? (Latest?.Value ?? 0) + point.Value : point.Value;
        LastSeen = Math.Max(LastSeen, point.Time);
        if (Latest is { } last && last.Value.Equals(value))
        {
            // Only changes are kept: a chart draws the line on.
            return;
        }

        Latest = point with { Value = value };
        _numbers.Enqueue(Latest.Value);
        if (_numbers.Count > limits.NumberPoints)
        {
            _numbers.Dequeue();
        }
    }

    public void Add(HistogramPoint point, bool isDifference)
    {
        HistogramPoint? last = _histograms.Last?.Value;
        HistogramPoint next = isDifference && last is not null && last.Counts.Count == point.Counts.Count
            ? point with { Sum = last.Sum + point.Sum, Counts = [.. last.Counts.Zip(point.Counts, (before, more) => before + more)] }
            : point;
        LastSeen = Math.Max(LastSeen, point.Time);
        if (last is not null && last.Count == next.Count)
        {
            return;
        }

        if (_histograms.Count > 1 && next.Time - _histograms.Last!.Previous!.Value.Time < HistogramInterval)
        {
            _histograms.RemoveLast();
        }

        _histograms.AddLast(next);
        if (_histograms.Count > limits.HistogramPoints)
        {
            _histograms.RemoveFirst();
        }
    }

    public IReadOnlyList<NumberPoint> Numbers() => [.. _numbers];

    public IReadOnlyList<HistogramPoint> Histograms() => [.. _histograms];
}
