using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace TokenAspire.ServiceDefaults.Tests;

public sealed class TelemetryTests
{
    private readonly ConcurrentQueue<(string Path, string Body)> _received = new();

    [Fact]
    public async Task Traces_metrics_and_logs_reach_the_collector_before_the_service_has_stopped()
    {
        await using LoopbackServer collector = await Collector();
        await using (WebApplication app = Service(collector.Address))
        {
            await Call(app, "/things/7");
            await app.StopAsync(TestContext.Current.CancellationToken);
        }

        Assert.Contains("GET /things/{id}", Received("/v1/traces"), StringComparison.Ordinal);
        Assert.Contains("http.server.request.duration", Received("/v1/metrics"), StringComparison.Ordinal);
        Assert.Contains("Thing seen", Received("/v1/logs"), StringComparison.Ordinal);
        Assert.All(["/v1/traces", "/v1/metrics", "/v1/logs"], signal =>
        {
            Assert.Contains("things-service", Received(signal), StringComparison.Ordinal);
            Assert.Contains("blue-zone", Received(signal), StringComparison.Ordinal);
        });
    }

    // Disposing the providers exports once more, one signal after the other: with a collector that is away, a stop took 20 s.
    [Fact]
    public async Task A_service_that_has_stopped_has_nothing_left_to_export()
    {
        await using LoopbackServer collector = await Collector();
        int exports;
        await using (WebApplication app = Service(collector.Address))
        {
            await Call(app, "/things/7");
            await app.StopAsync(TestContext.Current.CancellationToken);
            Assert.Contains("Thing seen", Received("/v1/logs"), StringComparison.Ordinal);
            exports = collector.Requests;
        }

        Assert.Equal(exports, collector.Requests);
    }

    [Fact]
    public async Task Health_probes_are_answered_anonymously_and_not_traced()
    {
        await using LoopbackServer collector = await Collector();
        await using (WebApplication app = Service(collector.Address))
        {
            Assert.Equal("Healthy", await Call(app, "/health"));
            Assert.Equal("Healthy", await Call(app, "/alive"));
            await Call(app, "/things/7");
            await app.StopAsync(TestContext.Current.CancellationToken);
        }

        Assert.Contains("GET /things/{id}", Received("/v1/traces"), StringComparison.Ordinal);
        Assert.DoesNotContain("/health", Received("/v1/traces"), StringComparison.Ordinal);
        Assert.DoesNotContain("/alive", Received("/v1/traces"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_exported_where_no_collector_is_named()
    {
        await using WebApplication app = Service(collector: null);
        await Call(app, "/things/7");

        Assert.Null(app.Services.GetService<OpenTelemetry.Trace.TracerProvider>());
        Assert.Null(app.Services.GetService<OpenTelemetry.Metrics.MeterProvider>());
    }

    [Fact]
    public async Task Readiness_shows_a_failing_check_and_liveness_does_not()
    {
        await using WebApplication app = Service(collector: null, builder => builder.Services.AddHealthChecks()
            .AddCheck("store", () => Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckResult.Unhealthy("secret detail")));

        Assert.Equal("Unhealthy", await Call(app, "/health"));
        Assert.Equal("Healthy", await Call(app, "/alive"));
    }

    [Fact]
    public async Task Console_lines_are_json_with_the_trace_id()
    {
        TextWriter original = Console.Out;
        StringWriter lines = new();
        Console.SetOut(TextWriter.Synchronized(lines));
        string traceId;
        try
        {
            await using WebApplication app = Service(collector: null);
            using Activity activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
            traceId = activity.TraceId.ToHexString();
            app.Services.GetRequiredService<ILogger<TelemetryTests>>().LogInformation("A line with a trace");
        }
        finally
        {
            Console.SetOut(original);
        }

        string line = Assert.Single(lines.ToString().Split('\n'), text => text.Contains("A line with a trace", StringComparison.Ordinal));
        using JsonDocument json = JsonDocument.Parse(line);
        Assert.Contains(
            json.RootElement.GetProperty("Scopes").EnumerateArray(),
            scope => scope.TryGetProperty("TraceId", out JsonElement value) && value.GetString() == traceId);
    }

    private string Received(string signal) => string.Concat(_received.Where(export => export.Path == signal).Select(export => export.Body));

    private Task<LoopbackServer> Collector() => LoopbackServer.Start(async context =>
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body);
        _received.Enqueue((context.Request.Path, Encoding.UTF8.GetString(body.ToArray())));
    });

    private static WebApplication Service(string? collector, Action<WebApplicationBuilder>? configure = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_SERVICE_NAME"] = "things-service",
            ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.zone=blue-zone",
        });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults();
        configure?.Invoke(builder);
        WebApplication app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapGet("/things/{id}", (int id, ILogger<TelemetryTests> logger) =>
        {
            logger.LogInformation("Thing seen");
            return id;
        });
        return app;
    }

    private static async Task<string> Call(WebApplication app, string path)
    {
        if (app.Urls.All(url => url.EndsWith(":0", StringComparison.Ordinal)))
        {
            await app.StartAsync(TestContext.Current.CancellationToken);
        }

        using SocketsHttpHandler sockets = new() { ActivityHeadersPropagator = null }; // the caller leaves no span
        using HttpClient client = new(sockets);
        using HttpResponseMessage response = await client.GetAsync(new Uri(new Uri(app.Urls.Single()), path), TestContext.Current.CancellationToken);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
