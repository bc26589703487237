namespace TokenAspire.LocalHosting.Dashboard.Telemetry;

/// <summary>The side of a call a span stands on.</summary>
internal enum SpanKind
{
    Unspecified,
    Internal,
    Server,
    Client,
    Producer,
    Consumer,
}

/// <summary>Something that happened during a span.</summary>
internal sealed record SpanEvent(long Time, string Name, IReadOnlyList<TelemetryAttribute> Attributes);

/// <summary>One operation of a trace. Times in nanoseconds since 1970.</summary>
internal sealed record Span(TelemetrySource Source, UInt128 TraceId, ulong SpanId, ulong ParentId, string Name)
{
    public required SpanKind Kind { get; init; }

    public required string Scope { get; init; }

    public required long Start { get; init; }

    public required long End { get; init; }

    public required bool IsError { get; init; }

    public required string StatusMessage { get; init; }

    public required IReadOnlyList<TelemetryAttribute> Attributes { get; init; }

    public IReadOnlyList<SpanEvent> Events { get; init; } = [];

    public TimeSpan Duration => TimeSpan.FromTicks(Math.Max(0, End - Start) / 100);

    /// <summary>What it takes in memory, approximately.</summary>
    public long Size => 200 + Text.Size(Name) + Text.Size(StatusMessage) + Text.Size(Attributes)
        + Events.Sum(e => 60 + Text.Size(e.Name) + Text.Size(e.Attributes));

    public string? Attribute(string key) => Text.Find(Attributes, key);
}
