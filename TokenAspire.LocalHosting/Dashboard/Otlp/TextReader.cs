using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Collections;
using TokenAspire.LocalHosting.Dashboard.Otlp.Messages;
using TokenAspire.LocalHosting.Dashboard.Telemetry;

namespace TokenAspire.LocalHosting.Dashboard.Otlp;

/// <summary>Reads names, values and ids within their limits. Names that recur are kept in memory once.</summary>
internal sealed class TextReader(TelemetryLimits limits)
{
    private const int NamesKept = 4_096;
    private const int NameLength = 256;
    private const int NestingLimit = 8;
    private readonly ConcurrentDictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<TelemetrySource, TelemetrySource> _sources = new();

    public TelemetrySource Source(Resource? resource)
    {
        IReadOnlyList<TelemetryAttribute> attributes = resource is null ? [] : Attributes(resource.Attributes);
        TelemetrySource source = new(
            Name(Telemetry.Text.Find(attributes, "service.name") ?? "unknown_service"),
            Name(Telemetry.Text.Find(attributes, "service.instance.id") ?? string.Empty));
        return _sources.Count < NamesKept ? _sources.GetOrAdd(source, source) : source;
    }

    public IReadOnlyList<TelemetryAttribute> Attributes(RepeatedField<KeyValue> attributes)
    {
        if (attributes.Count == 0)
        {
            return [];
        }

        TelemetryAttribute[] read = new TelemetryAttribute[Math.Min(attributes.Count, limits.Attributes)];
        for (int i = 0; i < read.Length; i++)
        {
            string value = Value(attributes[i].Value);
            read[i] = new TelemetryAttribute(Name(attributes[i].Key), value.Length <= 32 ? Name(value) : Limit(value));
        }

        return read;
    }

    public string Name(string? name)
    {
        string limited = name is null ? string.Empty : name.Length <= NameLength ? name : name[..NameLength];
        return _names.TryGetValue(limited, out string? known) ? known
            : _names.Count < NamesKept ? _names.GetOrAdd(limited, limited) : limited;
    }

    public string Limit(string? text) =>
        text is null ? string.Empty : text.Length <= limits.TextLength ? text : string.Concat(text.AsSpan(0, limits.TextLength), "…");

    public static string Value(AnyValue? value, int nesting = 0) => value?.ValueCase switch
    {
        AnyValue.ValueOneofCase.StringValue => value.StringValue,
        AnyValue.ValueOneofCase.BoolValue => value.BoolValue ? "true" : "false",
        AnyValue.ValueOneofCase.IntValue => value.IntValue.ToString(CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.DoubleValue => value.DoubleValue.ToString(CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.BytesValue => Convert.ToHexStringLower(value.BytesValue.Span),
        _ when nesting > NestingLimit => "…",
        AnyValue.ValueOneofCase.ArrayValue => $"[{string.Join(", ", value.ArrayValue.Values.Select(item => Value(item, nesting + 1)))}]",
        AnyValue.ValueOneofCase.KvlistValue => $"{{{string.Join(", ", value.KvlistValue.Values.Select(pair => $"{pair.Key}: {Value(pair.Value, nesting + 1)}"))}}}",
        _ => string.Empty,
    };

    public static UInt128 TraceId(ByteString id) => id.Length == 16 ? BinaryPrimitives.ReadUInt128BigEndian(id.Span) : UInt128.Zero;

    public static ulong SpanId(ByteString id) => id.Length == 8 ? BinaryPrimitives.ReadUInt64BigEndian(id.Span) : 0;

    /// <summary>Beyond the year 2262 nanoseconds do not fit.</summary>
    public static long Time(ulong nanoseconds) => (long)Math.Min(nanoseconds, long.MaxValue);
}
