using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using TokenAspire.Gateway.Edge.Resilience;
using TokenAspire.Gateway.Edge.Routes;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;
using Yarp.ReverseProxy.ServiceDiscovery;

namespace TokenAspire.Gateway.Proxy;

internal static class EdgeProxyExtensions
{
    // Shorter than an instance is left alone (ReactivationPeriod): it begins anew then.
    private static readonly TimeSpan FailureWindow = TimeSpan.FromSeconds(4);

    /// <summary>The policies of the section <c>RoutePolicies</c>; the routes have to be good with them.</summary>
    public static IServiceCollection AddRoutePolicies(this IServiceCollection services)
    {
        services.AddOptions<RoutePolicyOptions>()
            .Configure<IConfiguration>(static (options, configuration) => configuration.GetSection(RoutePolicyOptions.Section).Bind(options.Policies))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<RoutePolicyOptions>, RoutePolicyValidator>();
        services.AddSingleton<IValidateOptions<RoutePolicyOptions>, RouteValidator>();
        services.AddSingleton<IConfigureOptions<AuthorizationOptions>, RoutePolicies>();
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

    /// <summary>
    /// Adds what requests do not need that are forwarded: their answers have bodies, be they the service's own or that of a
    /// refusal, and every request pays for each middleware that it waits in.
    /// </summary>
    public static IApplicationBuilder UseUnlessForwarded(this IApplicationBuilder app, Action<IApplicationBuilder> own) =>
        app.UseWhen(static context => context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>() is null, own);

    /// <summary>Maps the routes.</summary>
    public static void MapEdgeProxy(this IEndpointRouteBuilder endpoints)
    {
        // YARP reads the routes here, and says less about what is wrong with them.
        _ = endpoints.ServiceProvider.GetRequiredService<IOptions<RoutePolicyOptions>>().Value;
        endpoints.MapReverseProxy(static proxy =>
        {
            proxy.UseMiddleware<ForwardingMiddleware>();
            proxy.UseLoadBalancing();
            proxy.UsePassiveHealthChecks();
        });
    }
}
