using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;

namespace TokenAspire.Gateway.Benchmarks;

/// <summary>YARP as its template has it, with the gateway's route to orders and log levels, and nothing else.</summary>
internal static class BareProxy
{
    public const string Name = "bare";

    /// <summary>The same with the gateway's telemetry.</summary>
    public const string Observed = "bare-observed";

    /// <summary>The setting that says where orders are.</summary>
    public const string Destination = "Destination";

    public static async Task RunAsync(bool observed)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();

        // At the gateway's own levels: the template would write two lines a request. Without any logger ASP.NET Core would
        // not begin the activity whose identifier the gateway's lines and problems carry.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Yarp", LogLevel.Warning);
        if (observed)
        {
            builder.Logging.ClearProviders();
            builder.AddServiceDefaults();
        }

        RouteConfig route = new()
        {
            RouteId = "orders",
            ClusterId = "orders",
            Match = new RouteMatch { Path = "/api/orders/{**rest}" },
            Transforms = [new Dictionary<string, string>(StringComparer.Ordinal) { ["PathRemovePrefix"] = "/api" }],
        };
        ClusterConfig cluster = new()
        {
            ClusterId = "orders",
            Destinations = new Dictionary<string, DestinationConfig>(StringComparer.Ordinal)
            {
                ["orders"] = new() { Address = builder.Configuration[Destination]! },
            },
        };
        builder.Services.AddReverseProxy().LoadFromMemory([route], [cluster]);
        await using WebApplication app = builder.Build();
        app.MapReverseProxy();
        await app.RunAsync();
    }
}
