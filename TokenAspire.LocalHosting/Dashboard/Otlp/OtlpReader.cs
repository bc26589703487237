using TokenAspire.LocalHosting.Dashboard.Otlp.Messages;
using TokenAspire.LocalHosting.Dashboard.Telemetry;
using LogRecord = TokenAspire.LocalHosting.Dashboard.Telemetry.LogRecord;
using Span = TokenAspire.LocalHosting.Dashboard.Telemetry.Span;

namespace TokenAspire.LocalHosting.Dashboard.Otlp;

/// <summary>Turns OTLP's messages into what is kept. Whatever is odd in them is made harmless, never refused.</summary>
internal sealed class OtlpReader(TelemetryLimits limits)
{
    private const int ErrorStatus = 2;
    private readonly TextReader _text = new(limits);

    public IReadOnlyCollection<Span> Spans(TracesRequest request) =>
    [
        .. from resource in request.ResourceSpans
           let source = _text.Source(resource.Resource)
           from scope in resource.ScopeSpans
           let name = _text.Name(scope.Scope?.Name)
           from span in scope.Spans
           select Span(source, name, span),
    ];

    public IReadOnlyCollection<LogRecord> LogRecords(LogsRequest request) =>
    [
        .. from resource in request.ResourceLogs
           let source = _text.Source(resource.Resource)
           from scope in resource.ScopeLogs
           let category = _text.Name(scope.Scope?.Name)
           from record in scope.LogRecords
           select LogRecord(source, category, record),
    ];

    public IReadOnlyCollection<Measurement> Measurements(MetricsRequest request) =>
    [
        .. from resource in request.ResourceMetrics
           let source = _text.Source(resource.Resource)
           from scope in resource.ScopeMetrics
           let meter = _text.Name(scope.Scope?.Name)
           from metric in scope.Metrics
           from measurement in MetricReader.Read(metric, source, meter, _text, limits)
           select measurement,
    ];

    private Span Span(TelemetrySource source, string scope, Messages.Span span) =>
        new(source, TextReader.TraceId(span.TraceId), TextReader.SpanId(span.SpanId), TextReader.SpanId(span.ParentSpanId), _text.Name(span.Name))
        {
            Scope = scope,
            Kind = Enum.IsDefined((SpanKind)span.Kind) ? (SpanKind)span.Kind : SpanKind.Unspecified,
            Start = TextReader.Time(span.StartTimeUnixNano),
            End = TextReader.Time(span.EndTimeUnixNano),
            IsError = span.Status?.Code == ErrorStatus,
            StatusMessage = _text.Limit(span.Status?.Message),
            Attributes = _text.Attributes(span.Attributes),
            Events = span.Events.Count == 0 ? [] : [.. span.Events.Take(limits.SpanEvents)
                .Select(e => new SpanEvent(TextReader.Time(e.TimeUnixNano), _text.Name(e.Name), _text.Attributes(e.Attributes)))],
        };

    private LogRecord LogRecord(TelemetrySource source, string category, Messages.LogRecord record)
    {
        ulong time = record.TimeUnixNano != 0 ? record.TimeUnixNano : record.ObservedTimeUnixNano;
        return new LogRecord(source, TextReader.Time(time), Level(record.SeverityNumber), category, _text.Limit(TextReader.Value(record.Body)))
        {
            Attributes = _text.Attributes(record.Attributes),
            TraceId = TextReader.TraceId(record.TraceId),
            SpanId = TextReader.SpanId(record.SpanId),
        };
    }

    // 1 to 4 trace, 5 to 8 debug, 9 to 12 information, 13 to 16 warning, 17 to 20 error, 21 to 24 fatal; 0 is not said.
    private static Severity Level(int severityNumber) =>
        severityNumber <= 0 ? Severity.Information : (Severity)Math.Min((severityNumber - 1) / 4, (int)Severity.Critical);
}
