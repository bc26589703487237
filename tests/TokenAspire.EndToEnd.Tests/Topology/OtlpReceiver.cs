using System.Collections.Concurrent;
using System.Text;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace TokenAspire.EndToEnd.Tests.Topology;

/// <summary>
/// Receives OTLP over HTTP from the real service processes: keeps the last value of each counter and gauge, and every byte of all
/// three signals, so that a test can look for what must not be there. Field numbers are those of
/// opentelemetry/proto/metrics/v1.
/// </summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, double> _series = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<byte[]> _bodies = new();
    private readonly WebApplication _app;

    private OtlpReceiver(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    public static async Task<OtlpReceiver> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        OtlpReceiver receiver = new(app);
        app.MapPost("/v1/{signal}", receiver.ReceiveAsync);
        await app.StartAsync();
        return receiver;
    }

    /// <summary>The sum over all services and series of an instrument that carry each of the given attributes.</summary>
    public double Total(string instrument, params (string Key, string Value)[] attributes) => _series
        .Where(series => Matches(series.Key, instrument, attributes))
        .Sum(series => series.Value);

    /// <summary>The highest value of an instrument over all services and series.</summary>
    public double Highest(string instrument) => _series
        .Where(series => Matches(series.Key, instrument, []))
        .Max(series => series.Value);

    /// <summary>Whether the text occurs anywhere in what was received: in a name, an attribute, a log record.</summary>
    public bool Mentions(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return _bodies.Any(body => body.AsSpan().IndexOf(bytes) >= 0);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static bool Matches(string series, string instrument, (string Key, string Value)[] attributes)
    {
        string[] parts = series.Split('\n');
        return parts[0] == instrument
            && attributes.All(attribute => parts.Contains($"{attribute.Key}={attribute.Value}", StringComparer.Ordinal));
    }

    private async Task ReceiveAsync(HttpContext context, string signal)
    {
        using MemoryStream content = new();
        await context.Request.Body.CopyToAsync(content, context.RequestAborted);
        byte[] body = content.ToArray();
        _bodies.Enqueue(body);
        foreach (ByteString resourceMetrics in signal == "metrics" ? Messages(body, field: 1) : [])
        {
            string[] resource =
                [.. Attributes(Messages(resourceMetrics.ToByteArray(), field: 1).SelectMany(resource => Messages(resource.ToByteArray(), field: 1)))];
            foreach (ByteString metric in Messages(resourceMetrics.ToByteArray(), field: 2).SelectMany(scope => Messages(scope.ToByteArray(), field: 2)))
            {
                Keep(resource, metric.ToByteArray());
            }
        }

        context.Response.ContentType = "application/x-protobuf";
    }

    private void Keep(string[] resource, byte[] metric)
    {
        string name = Messages(metric, field: 1).Single().ToStringUtf8();
        // Gauge gauge = 5, Sum sum = 7; both have their data_points = 1.
        IEnumerable<ByteString> numbers = Messages(metric, field: 5).Concat(Messages(metric, field: 7));
        foreach (byte[] point in numbers.SelectMany(data => Messages(data.ToByteArray(), field: 1)).Select(bytes => bytes.ToByteArray()))
        {
            IEnumerable<string> attributes = resource.Concat(Attributes(Messages(point, field: 7))).Order(StringComparer.Ordinal);
            _series[string.Join('\n', [name, .. attributes])] = NumberDataPoint(point);
        }

        // Histogram histogram = 9; of its points, attributes = 9 and fixed64 count = 4.
        foreach (byte[] point in Messages(metric, field: 9).SelectMany(data => Messages(data.ToByteArray(), field: 1)).Select(bytes => bytes.ToByteArray()))
        {
            IEnumerable<string> attributes = resource.Concat(Attributes(Messages(point, field: 9))).Order(StringComparer.Ordinal);
            _series[string.Join('\n', [name, .. attributes])] = Count(point);
        }
    }

    private static double Count(byte[] histogramPoint)
    {
        CodedInputStream input = new(histogramPoint);
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            if (WireFormat.GetTagFieldNumber(tag) == 4)
            {
                return input.ReadFixed64();
            }

            input.SkipLastField();
        }

        return 0;
    }

    private static double NumberDataPoint(byte[] point)
    {
        CodedInputStream input = new(point);
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 4:
                    return input.ReadDouble();
                case 6:
                    return input.ReadSFixed64();
                default:
                    input.SkipLastField();
                    break;
            }
        }

        return 0;
    }

    // KeyValue { key = 1; AnyValue { string_value = 1 } value = 2 }
    private static IEnumerable<string> Attributes(IEnumerable<ByteString> keyValues) => keyValues
        .Select(pair => pair.ToByteArray())
        .Select(pair => Messages(pair, field: 1).Single().ToStringUtf8() + "="
            + string.Concat(Messages(pair, field: 2).SelectMany(value => Messages(value.ToByteArray(), field: 1)).Select(text => text.ToStringUtf8())));

    private static List<ByteString> Messages(byte[] message, int field)
    {
        List<ByteString> found = [];
        CodedInputStream input = new(message);
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            if (WireFormat.GetTagFieldNumber(tag) == field && WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
            {
                found.Add(input.ReadBytes());
            }
            else
            {
                input.SkipLastField();
            }
        }

        return found;
    }
}
