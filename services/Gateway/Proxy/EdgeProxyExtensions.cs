using Microsoft.Extensions.Options;
using TokenAspire.Gateway.Edge.Resilience;
using TokenAspire.ResourceServer;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.ServiceDiscovery;

namespace TokenAspire.Gateway.Proxy;

internal static class EdgeProxyExtensions
{
    // Shorter than an instance is left alone (ReactivationPeriod): it begins anew then.
    private static readonly TimeSpan FailureWindow = TimeSpan.FromSeconds(4);

    /// <summary>One policy per API resource, by its name: a route takes only tokens meant for what lies behind it.</summary>
    public static IServiceCollection AddRoutePolicies(this IServiceCollection services)
    {
        services.AddAuthorizationBuilder()
            .AddPolicy("orders", policy => policy.RequireAudience("orders"))
            .AddPolicy("inventory", policy => policy.RequireAudience("inventory"));
        return services;
    }

    /// <summary>Adds the routes of the section <c>ReverseProxy</c>; destinations are service names.</summary>
    public static IServiceCollection AddEdgeProxy(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ForwardingOptions>().BindConfiguration(ForwardingOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ForwardingOptions>, ForwardingOptionsValidator>();
        services.AddSingleton<IForwarderHttpClientFactory, ForwarderConnections>();
        services.Configure<TransportFailureRateHealthPolicyOptions>(static policy => policy.DetectionWindowSize = FailureWindow);
        services.AddReverseProxy()
            .LoadFromConfig(configuration.GetSection("ReverseProxy"))
            .AddTransforms<EdgeTransforms>();
        services.AddSingleton<IDestinationResolver, ServiceDestinationResolver>();
        return services;
    }

    /// <summary>Maps the routes.</summary>
    public static void MapEdgeProxy(this IEndpointRouteBuilder endpoints) => endpoints.MapReverseProxy(proxy =>
    {
        proxy.UseMiddleware<ForwarderProblemMiddleware>();
        proxy.UseMiddleware<BulkheadMiddleware>();
        proxy.UseMiddleware<RetryMiddleware>();
        proxy.UseLoadBalancing();
        proxy.UsePassiveHealthChecks();
    });
}
