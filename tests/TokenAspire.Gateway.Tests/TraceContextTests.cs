using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using TokenAspire.Gateway.Tests.Edge;
using TokenAspire.Gateway.Tests.Hosting;

namespace TokenAspire.Gateway.Tests;

/// <summary>How the trace of a request goes on behind the gateway (W3C Trace Context).</summary>
public sealed class TraceContextTests(SharedGateway shared) : GatewayTests(shared)
{
    private const string CallersSpan = "00f067aa0ba902b7";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_service_goes_on_with_the_trace_of_the_caller(bool areSpansExported)
    {
        ConcurrentDictionary<string, ActivityContext> sent = new(StringComparer.Ordinal);
        using ActivityListener listener = Listen(sent);
        await using GatewayHost gateway = await Gateway.StartReplicaAsync(areSpansExported ? [("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:9")] : []);
        using Browser app = gateway.OpenBrowser();
        string trace = ActivityTraceId.CreateRandom().ToHexString();

        using HttpResponseMessage response = await app.SendAsync(
            HttpMethod.Get,
            "/api/orders",
            ("Authorization", "Bearer " + Tokens.Sign(gateway.Time, "alice-id", "cli")),
            ("traceparent", $"00-{trace}-{CallersSpan}-01"),
            ("tracestate", "vendor=1"),
            ("baggage", "tenant=acme"));

        JsonElement headers = (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("headers");
        ActivityContext parent = ActivityContext.Parse(Header(headers, "traceparent"), Header(headers, "tracestate"));
        Assert.Equal(trace, parent.TraceId.ToHexString());
        Assert.NotEqual(CallersSpan, parent.SpanId.ToHexString());
        Assert.True(parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded));
        Assert.Equal("vendor=1", parent.TraceState);
        Assert.Contains("tenant", Header(headers, "baggage"), StringComparison.Ordinal);
        Assert.Equal(areSpansExported, sent.TryGetValue(trace, out ActivityContext own) && own.SpanId == parent.SpanId);
    }

    private static string Header(JsonElement headers, string name) =>
        headers.EnumerateObject().Single(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value.GetString()!;

    // The span that HttpClient makes of a request, if it makes one.
    private static ActivityListener Listen(ConcurrentDictionary<string, ActivityContext> sent)
    {
        ActivityListener listener = new()
        {
            ShouldListenTo = static source => source.Name == "System.Net.Http",
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = activity => sent[activity.TraceId.ToHexString()] = activity.Context,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
