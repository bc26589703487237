using System.Buffers.Binary;
using Google.Protobuf;
using TokenAspire.LocalHosting.Dashboard.Otlp.Messages;

namespace TokenAspire.LocalHosting.Dashboard.Tests.Hosting;

/// <summary>Export requests as a service would send them.</summary>
internal static class Export
{
    private const ulong Second = 1_000_000_000;

    public static ulong Now => (ulong)(TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    public static KeyValue Attribute(string key, string value) => new() { Key = key, Value = new AnyValue { StringValue = value } };

    public static Resource Resource(string service, string instance = "1") =>
        new() { Attributes = { Attribute("service.name", service), Attribute("service.instance.id", instance) } };

    public static ByteString TraceId(long number)
    {
        byte[] id = new byte[16];
        BinaryPrimitives.WriteInt64BigEndian(id.AsSpan(8), number);
        return ByteString.CopyFrom(id);
    }

    public static ByteString SpanId(long number)
    {
        byte[] id = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(id, number);
        return ByteString.CopyFrom(id);
    }

    public static Span Span(long trace, long id, long parent, string name, params ReadOnlySpan<(string Key, string Value)> attributes)
    {
        Span span = new()
        {
            TraceId = TraceId(trace),
            SpanId = SpanId(id),
            ParentSpanId = parent == 0 ? ByteString.Empty : SpanId(parent),
            Name = name,
            Kind = 2,
            StartTimeUnixNano = Now - Second + (ulong)id,
            EndTimeUnixNano = Now,
        };
        foreach ((string key, string value) in attributes)
        {
            span.Attributes.Add(Attribute(key, value));
        }

        return span;
    }

    public static TracesRequest Traces(string service, params IEnumerable<Span> spans) =>
        new() { ResourceSpans = { new ResourceSpans { Resource = Resource(service), ScopeSpans = { new ScopeSpans { Scope = new Scope { Name = "Tests" }, Spans = { spans } } } } } };

    public static LogRecord Log(string message, int severity = 9, long trace = 0, params ReadOnlySpan<(string Key, string Value)> attributes)
    {
        LogRecord record = new()
        {
            TimeUnixNano = Now,
            SeverityNumber = severity,
            Body = new AnyValue { StringValue = message },
            TraceId = trace == 0 ? ByteString.Empty : TraceId(trace),
        };
        foreach ((string key, string value) in attributes)
        {
            record.Attributes.Add(Attribute(key, value));
        }

        return record;
    }

    public static LogsRequest Logs(string service, params IEnumerable<LogRecord> records) =>
        new() { ResourceLogs = { new ResourceLogs { Resource = Resource(service), ScopeLogs = { new ScopeLogs { Scope = new Scope { Name = "Tests.Category" }, LogRecords = { records } } } } } };

    public static MetricsRequest Metrics(string service, params IEnumerable<Metric> metrics) => Metrics((service, "1"), metrics);

    public static MetricsRequest Metrics((string Service, string Instance) process, params IEnumerable<Metric> metrics) =>
        new() { ResourceMetrics = { new ResourceMetrics { Resource = Resource(process.Service, process.Instance), ScopeMetrics = { new ScopeMetrics { Scope = new Scope { Name = "Tests" }, Metrics = { metrics } } } } } };

    public static Metric Counter(string name, long value, params ReadOnlySpan<(string Key, string Value)> attributes)
    {
        NumberDataPoint point = new() { TimeUnixNano = Now, AsInt = value };
        foreach ((string key, string text) in attributes)
        {
            point.Attributes.Add(Attribute(key, text));
        }

        return new Metric { Name = name, Unit = "{token}", Sum = new Sum { IsMonotonic = true, AggregationTemporality = 2, DataPoints = { point } } };
    }
}
