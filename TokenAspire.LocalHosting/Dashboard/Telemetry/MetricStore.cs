namespace TokenAspire.LocalHosting.Dashboard.Telemetry;

/// <summary>A copy of a series that no longer changes.</summary>
internal sealed record SeriesSnapshot(Instrument Instrument, TelemetrySource Source, IReadOnlyList<TelemetryAttribute> Attributes, long LastSeen)
{
    public IReadOnlyList<NumberPoint> Numbers { get; init; } = [];

    public IReadOnlyList<HistogramPoint> Histograms { get; init; } = [];

    public string? Attribute(string key) => Text.Find(Attributes, key);
}

/// <summary>A measurement as received.</summary>
internal sealed record Measurement(Instrument Instrument, TelemetrySource Source, IReadOnlyList<TelemetryAttribute> Attributes)
{
    public NumberPoint? Number { get; init; }

    public HistogramPoint? Histogram { get; init; }

    /// <summary>Whether it counts from the one before, and not from the start.</summary>
    public bool IsDifference { get; init; }
}

/// <summary>The newest measurements, by series; the series that has been silent for longest leaves first.</summary>
internal sealed class MetricStore(TelemetryLimits limits)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, MetricSeries> _series = new(StringComparer.Ordinal);

    public ChangeSignal Changes { get; } = new();

    public int SeriesCount
    {
        get
        {
            lock (_gate)
            {
                return _series.Count;
            }
        }
    }

    public void Add(IReadOnlyCollection<Measurement> measurements)
    {
        lock (_gate)
        {
            foreach (Measurement measurement in measurements)
            {
                MetricSeries series = Series(measurement);
                if (measurement.Number is { } number)
                {
                    series.Add(number, measurement.IsDifference);
                }
                else if (measurement.Histogram is { } histogram)
                {
                    series.Add(histogram, measurement.IsDifference);
                }
            }
        }

        Changes.Raise();
    }

    /// <summary>The instruments of a resource, or of all.</summary>
    public IReadOnlyList<Instrument> Instruments(string? service = null)
    {
        lock (_gate)
        {
            return [.. _series.Values.Select(series => series.Instrument)
                .Where(instrument => service is null || instrument.Service == service)
                .DistinctBy(instrument => (instrument.Service, instrument.Meter, instrument.Name))
                .OrderBy(instrument => instrument.Meter, StringComparer.Ordinal).ThenBy(instrument => instrument.Name, StringComparer.Ordinal)];
        }
    }

    /// <summary>The series of an instrument, of one resource or of all.</summary>
    public IReadOnlyList<SeriesSnapshot> Series(string instrument, string? service = null)
    {
        lock (_gate)
        {
            return [.. _series.Values
                .Where(series => series.Instrument.Name == instrument && (service is null || series.Source.Service == service))
                .Select(series => new SeriesSnapshot(series.Instrument, series.Source, series.Attributes, series.LastSeen)
                {
                    Numbers = series.Numbers(),
                    Histograms = series.Histograms(),
                })];
        }
    }

    private MetricSeries Series(Measurement measurement)
    {
        string key = string.Join('\u001f', [
            measurement.Source.Service, measurement.Source.Instance, measurement.Instrument.Meter, measurement.Instrument.Name,
            .. measurement.Attributes.SelectMany(attribute => new[] { attribute.Key, attribute.Value })]);
        if (!_series.TryGetValue(key, out MetricSeries? series))
        {
            if (_series.Count >= limits.Series)
            {
                _series.Remove(_series.MinBy(entry => entry.Value.LastSeen).Key);
            }

            _series[key] = series = new MetricSeries(measurement.Instrument, measurement.Source, measurement.Attributes, limits);
        }

        return series;
    }
}
