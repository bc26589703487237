namespace TokenAspire.LocalHosting.Dashboard.Telemetry;

/// <summary>How serious a log record is; OTLP's ranges of four numbers each.</summary>
internal enum Severity
{
    Trace,
    Debug,
    Information,
    Warning,
    Error,
    Critical,
}

/// <summary>One structured log record.</summary>
internal sealed record LogRecord(TelemetrySource Source, long Time, Severity Severity, string Category, string Message)
{
    public required IReadOnlyList<TelemetryAttribute> Attributes { get; init; }

    /// <summary>Zero where it belongs to no trace.</summary>
    public required UInt128 TraceId { get; init; }

    public required ulong SpanId { get; init; }

    /// <summary>Counted from 1 over all records.</summary>
    public long Number { get; set; }

    public long Size => 160 + Text.Size(Message) + Text.Size(Attributes);

    public string? Attribute(string key) => Text.Find(Attributes, key);
}

/// <summary>Which records are asked for; empty values do not narrow.</summary>
internal sealed record LogFilter(string? Service = null, Severity Least = Severity.Trace, string? Text = null, UInt128? TraceId = null)
{
    public bool Accepts(LogRecord record) =>
        record.Severity >= Least
        && (string.IsNullOrEmpty(Service) || record.Source.Service == Service)
        && (TraceId is null || record.TraceId == TraceId)
        && (string.IsNullOrEmpty(Text) || Telemetry.Text.Mentions(record.Message, Text)
            || Telemetry.Text.Mentions(record.Category, Text) || Telemetry.Text.Mentions(record.Attributes, Text));
}

/// <summary>The newest log records; and for longer those few that are singled out.</summary>
internal sealed class LogStore(TelemetryLimits limits, Func<LogRecord, bool> isSingledOut)
{
    private readonly Lock _gate = new();
    private readonly BoundedBuffer<LogRecord> _records = new(limits.LogRecords, limits.LogBytes, record => record.Size);
    private readonly BoundedBuffer<LogRecord> _singledOut = new(limits.LogRecordsSingledOut, limits.LogBytes, record => record.Size);
    private long _received;

    public ChangeSignal Changes { get; } = new();

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _records.Count;
            }
        }
    }

    public void Add(IReadOnlyCollection<LogRecord> records)
    {
        lock (_gate)
        {
            foreach (LogRecord record in records)
            {
                record.Number = ++_received;
                _records.Add(record);
                if (isSingledOut(record))
                {
                    _singledOut.Add(record);
                }
            }
        }

        Changes.Raise();
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<LogRecord> Latest(LogFilter filter, int count) => Latest(filter.Accepts, count);

    /// <summary>Newest first.</summary>
    public IReadOnlyList<LogRecord> Latest(Func<LogRecord, bool> condition, int count)
    {
        lock (_gate)
        {
            return [.. _records.NewestFirst().Where(condition).Take(count)];
        }
    }

    /// <summary>The records that were singled out, newest first.</summary>
    public IReadOnlyList<LogRecord> SingledOut()
    {
        lock (_gate)
        {
            return [.. _singledOut.NewestFirst()];
        }
    }
}
