using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TokenAspire.ServiceDefaults.Tests;

namespace TokenAspire.Deployment.Tests.Services;

public sealed class DurationBucketsTests
{
    // Microseconds to seconds: a percentile on the dashboard means something only between bounds such as these.
    [Fact]
    public async Task A_duration_leaves_in_buckets_that_tell_microseconds_from_seconds()
    {
        ConcurrentQueue<byte[]> received = new();
        await using LoopbackServer collector = await LoopbackServer.Start(async context =>
        {
            using MemoryStream body = new();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            received.Enqueue(body.ToArray());
        });
        using IHost service = Service(collector.Address);
        await service.StartAsync(TestContext.Current.CancellationToken);
        using Meter meter = service.Services.GetRequiredService<IMeterFactory>().Create("TokenAspire.ResourceServer");
        meter.CreateHistogram<double>("tokenaspire.verification.duration", "s").Record(0.00007);
        await service.StopAsync(TestContext.Current.CancellationToken);

        // OTLP writes a bound as the eight bytes of the number.
        Assert.All([0.00005, 0.0001, 0.005, 0.5, 5], bound =>
            Assert.Contains(received, body => body.AsSpan().IndexOf(BitConverter.GetBytes(bound)) >= 0));
    }

    private static IHost Service(string collector)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        });
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        return builder.Build();
    }
}
