namespace TokenAspire.LocalHosting.Dashboard.Telemetry;

/// <summary>How much telemetry is kept; the oldest leaves first. Together about 120 MB at the very worst, a tenth of that with this project.</summary>
internal sealed record TelemetryLimits
{
    /// <summary>Default: 20,000.</summary>
    public int Spans { get; init; } = 20_000;

    /// <summary>Spans that are kept for longer, since the Tokens page is made of them. Default: 1,000.</summary>
    public int SpansSingledOut { get; init; } = 1_000;

    /// <summary>Default: 24 MB.</summary>
    public long SpanBytes { get; init; } = 24_000_000;

    /// <summary>Default: 10,000.</summary>
    public int LogRecords { get; init; } = 10_000;

    /// <summary>Log records that are kept for longer, since only they say in which state a key is. Default: 200.</summary>
    public int LogRecordsSingledOut { get; init; } = 200;

    /// <summary>Default: 16 MB.</summary>
    public long LogBytes { get; init; } = 16_000_000;

    /// <summary>Series of all instruments together. Default: 2,000.</summary>
    public int Series { get; init; } = 2_000;

    /// <summary>Points of one series of numbers: ten minutes at one a second. Default: 600.</summary>
    public int NumberPoints { get; init; } = 600;

    /// <summary>Points of one histogram: ten minutes at one in ten seconds. Default: 60.</summary>
    public int HistogramPoints { get; init; } = 60;

    /// <summary>Buckets of a histogram; one with more is left out. Default: 64.</summary>
    public int Buckets { get; init; } = 64;

    /// <summary>Characters of one text: a name, an attribute's value, a message. Default: 8,192.</summary>
    public int TextLength { get; init; } = 8_192;

    /// <summary>Attributes of one span, record or series. Default: 64.</summary>
    public int Attributes { get; init; } = 64;

    /// <summary>Events of one span. Default: 32.</summary>
    public int SpanEvents { get; init; } = 32;
}
