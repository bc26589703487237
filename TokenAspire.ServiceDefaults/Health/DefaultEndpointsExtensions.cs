using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using TokenAspire.ServiceDefaults.Health;

namespace Microsoft.AspNetCore.Builder;

/// <summary>The endpoints every service of the topology has.</summary>
public static class DefaultEndpointsExtensions
{
    /// <summary>
    /// Maps <c>/health</c> (every check: ready for traffic) and <c>/alive</c> (the checks tagged <c>live</c>).
    /// Both are anonymous, answer only the overall status, and leave no trace and no request metric.
    /// </summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        MapProbe(app, "/health", new HealthCheckOptions());
        MapProbe(app, "/alive", new HealthCheckOptions
        {
            Predicate = check => check.Tags.Contains(HealthServiceCollectionExtensions.Live),
        });
        return app;
    }

    private static void MapProbe(IEndpointRouteBuilder endpoints, string path, HealthCheckOptions options)
    {
        IEndpointConventionBuilder probe = endpoints.MapHealthChecks(path, options).AllowAnonymous().DisableHttpMetrics();
        probe.Add(endpoint => endpoint.RequestDelegate = Untraced(endpoint.RequestDelegate!));
    }

    // The exporter takes recorded activities only. Probes come every few seconds and say nothing.
    private static RequestDelegate Untraced(RequestDelegate probe) => context =>
    {
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is { } activity)
        {
            activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }

        return probe(context);
    };
}
