using Microsoft.Extensions.DependencyInjection;
using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Dashboard.Otlp;

namespace TokenAspire.LocalHosting.Dashboard;

/// <summary>Adds the dashboard.</summary>
internal static class DashboardBuilderExtensions
{
    /// <summary>Adds the dashboard, and has every project send its telemetry there unless it says otherwise.</summary>
    public static void AddDashboard(this IDistributedApplicationBuilder builder)
    {
        DashboardOptions options = DashboardOptions.From(builder.Configuration, builder.AppHostAssembly);
        DashboardResource dashboard = builder.AddResource(new DashboardResource()).WithAnnotation(options.Endpoint()).Resource;
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(dashboard);
        builder.Services.AddSingleton<DashboardServer>();
        foreach (ProjectResource project in builder.Resources.OfType<ProjectResource>())
        {
            // First, so that what the app host or a test sets for the project comes after it and wins.
            project.Annotations.Insert(0, new EnvironmentCallbackAnnotation(context =>
            {
                context.EnvironmentVariables["OTEL_EXPORTER_OTLP_ENDPOINT"] = dashboard.Url;
                context.EnvironmentVariables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
                context.EnvironmentVariables["OTEL_EXPORTER_OTLP_HEADERS"] = $"{OtlpEndpoints.ApiKeyHeader}={options.OtlpApiKey}";
            }));
        }
    }
}
