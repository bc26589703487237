using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using TokenAspire.Gateway.Edge.RateLimits;
using TokenAspire.Gateway.Edge.Requests;
using TokenAspire.Gateway.Edge.Suspicions;
using TokenAspire.ResourceServer;

namespace TokenAspire.Gateway.Edge;

/// <summary>What stands between the outside and everything else in the gateway.</summary>
internal static class EdgeExtensions
{
    public static IServiceCollection AddEdgeProtection(this IServiceCollection services)
    {
        services.AddOptions<RequestLimitOptions>().BindConfiguration(RequestLimitOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RequestLimitOptions>, RequestLimitOptionsValidator>();
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, ServerLimits>();

        services.AddOptions<StrictTransportOptions>().BindConfiguration(StrictTransportOptions.Section);

        services.AddOptions<RateLimitOptions>().BindConfiguration(RateLimitOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RateLimitOptions>, RateLimitOptionsValidator>();
        services.AddSingleton<LimitTables>();
        services.AddHostedService<LimitSharing>();
        services.AddSingleton<LimitTally>();
        services.AddSingleton<LimitRefusal>();
        return services;
    }

    /// <summary>Live tokens that turn up somewhere else.</summary>
    public static IServiceCollection AddSuspicions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SuspicionOptions>().BindConfiguration(SuspicionOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SuspicionOptions>, SuspicionOptionsValidator>();
        services.AddSingleton<GatewayMetrics>();
        services.AddSingleton<Sightings>();
        services.AddSingleton<SessionEnder>();
        services.AddHostedService(static provider => provider.GetRequiredService<SessionEnder>());
        IHttpClientBuilder issuer = services.AddHttpClient(SessionEnder.ClientName, static (provider, client) =>
            client.BaseAddress = new Uri(provider.GetRequiredService<IOptions<TokenVerificationOptions>>().Value.Authority));

        // Only a gateway that ends sessions needs a client that may.
        if (configuration.GetSection($"{SuspicionOptions.Section}:{nameof(SuspicionOptions.EndSessionOn)}").GetChildren().Any())
        {
            issuer.AddClientCredentials();
        }

        return services;
    }

    /// <summary>Before everything else: what can be decided without knowing who asks.</summary>
    public static IApplicationBuilder UseEdgeProtection(this IApplicationBuilder app) => app
        .UseMiddleware<SecurityHeadersMiddleware>()
        .UseMiddleware<AddressLimitMiddleware>()
        .UseMiddleware<PublicHostMiddleware>()
        .UseMiddleware<RequestFramingMiddleware>();

    /// <summary>After the verification: what depends on who asks.</summary>
    public static IApplicationBuilder UseCallerProtection(this IApplicationBuilder app) => app
        .UseMiddleware<CallerLimitMiddleware>()
        .UseMiddleware<SuspicionMiddleware>();
}
