using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using TokenAspire.LocalHosting.Dashboard.Tests.Hosting;

namespace TokenAspire.LocalHosting.Dashboard.Tests;

/// <summary>OpenTelemetry's own exporter, as the services use it, is understood.</summary>
public sealed class ExporterTests
{
    private const int FlushMilliseconds = 30_000;

    [Fact]
    public async Task Spans_records_and_measurements_of_the_real_exporter_arrive_whole()
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync();
        using HttpClient client = await dashboard.LogInAsync();
        ResourceBuilder resource = ResourceBuilder.CreateEmpty().AddService("exported", serviceInstanceId: "run-1");
        using ActivitySource source = new("Exported.Source");
        using Meter meter = new("Exported.Meter");
        string traceId;
        using (TracerProvider traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(source.Name).AddOtlpExporter(options => Point(options, dashboard, "traces")).Build())
        using (MeterProvider metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(meter.Name).AddOtlpExporter(options => Point(options, dashboard, "metrics")).Build())
        using (ILoggerFactory logs = LoggerFactory.Create(logging => logging.AddOpenTelemetry(options => options.SetResourceBuilder(resource).AddOtlpExporter(otlp => Point(otlp, dashboard, "logs")))))
        {
            using (Activity outer = source.StartActivity("outer operation", ActivityKind.Server)!)
            {
                traceId = outer.TraceId.ToHexString();
                using Activity inner = source.StartActivity("inner operation", ActivityKind.Client)!;
                inner.SetTag("db.system.name", "postgresql").SetTag("retries", 3).SetStatus(ActivityStatusCode.Error, "the store is away");
                logs.CreateLogger("Exported.Category").LogWarning("Order {OrderId} is late", 42);
            }

            meter.CreateCounter<long>("exported.orders", "{order}").Add(7, new KeyValuePair<string, object?>("tenant", "acme"));
            Histogram<double> duration = meter.CreateHistogram("exported.duration", "s", advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
            });
            for (int i = 1; i <= 100; i++)
            {
                duration.Record(i * 0.01);
            }

            Assert.True(traces.ForceFlush(FlushMilliseconds));
            Assert.True(metrics.ForceFlush(FlushMilliseconds));
        }

        string trace = await client.PageAsync($"/traces/{traceId}");
        Assert.Contains("exported: outer operation", trace, StringComparison.Ordinal);
        Assert.Contains("→ postgresql", trace, StringComparison.Ordinal);
        Assert.Contains("the store is away", trace, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\">retries</th><td>3</td>", trace, StringComparison.Ordinal);
        string records = await client.PageAsync($"/structured?trace={traceId}");
        Assert.Contains("Order {OrderId} is late", records, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\">OrderId</th><td>42</td>", records, StringComparison.Ordinal);
        Assert.Contains(">Warning<", records, StringComparison.Ordinal);
        string orders = await client.PageAsync("/metrics/exported?instrument=exported.orders");
        Assert.Matches("acme</span>\\s*</th>\\s*<td class=\"right\">7</td>", orders);
        string durations = await client.PageAsync("/metrics/exported?instrument=exported.duration");
        Assert.Matches("<td class=\"right\">100</td>\\s*<td class=\"right\">500[.]0 ms</td>\\s*<td class=\"right\">900[.]0 ms</td>", durations);
    }

    private static void Point(OtlpExporterOptions options, RunningDashboard dashboard, string signal)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new Uri(dashboard.Url, $"/v1/{signal}");
        options.Headers = $"x-otlp-api-key={RunningDashboard.ApiKey}";
    }
}
