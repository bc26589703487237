using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace TokenAspire.ServiceDefaults.Telemetry;

internal static class TelemetryHostExtensions
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        builder.Logging.Configure(logging => logging.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        builder.Logging.AddJsonConsole(console =>
        {
            console.IncludeScopes = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
        });

        if (string.IsNullOrWhiteSpace(builder.Configuration[Endpoint]))
        {
            return;
        }

        // Without it ASP.NET Core's request activity has no attributes at all: it leaves them to an instrumentation package.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", isEnabled: false);

        string application = builder.Environment.ApplicationName;
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeScopes = true;
            logging.IncludeFormattedMessage = true;
            logging.SetResourceBuilder(Describe(ResourceBuilder.CreateEmpty(), application));
            logging.AddOtlpExporter();
        });
        builder.Services.AddSingleton(services => Tracing(services.GetRequiredService<IConfiguration>(), application));
        builder.Services.AddSingleton(services => Metrics(services.GetRequiredService<IConfiguration>(), application));
        builder.Services.AddTransient<IStartupFilter, RequestSpanFilter>();
        builder.Services.AddHostedService<TelemetryExport>();
    }

    // The host's configuration contains the environment, so every standard OTEL_* setting means what the SDK says it means.
    private static TracerProvider Tracing(IConfiguration configuration, string application) => Sdk.CreateTracerProviderBuilder()
        .ConfigureServices(services => services.AddSingleton(configuration))
        .ConfigureResource(resource => Describe(resource, application))
        .AddSource(TelemetrySources.Activities)
        .AddOtlpExporter()
        .Build();

    private static MeterProvider Metrics(IConfiguration configuration, string application) => Sdk.CreateMeterProviderBuilder()
        .ConfigureServices(services => services.AddSingleton(configuration))
        .ConfigureResource(resource => Describe(resource, application))
        .AddMeter(TelemetrySources.Meters)
        .AddView(TelemetrySources.Durations)
        .AddOtlpExporter()
        .Build();

    // The later detector wins: OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES over the application's own name.
    private static ResourceBuilder Describe(ResourceBuilder resource, string application) => resource
        .Clear()
        .AddService(application)
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();
}
