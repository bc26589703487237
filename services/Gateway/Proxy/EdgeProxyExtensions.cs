using TokenAspire.ResourceServer;
using Yarp.ReverseProxy.ServiceDiscovery;

namespace TokenAspire.Gateway.Proxy;

internal static class EdgeProxyExtensions
{
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
        proxy.UseLoadBalancing();
    });
}
