using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using TokenAspire.ServiceDefaults.Deployment;
using TokenAspire.ServiceDefaults.Discovery;
using TokenAspire.ServiceDefaults.Draining;
using TokenAspire.ServiceDefaults.Health;
using TokenAspire.ServiceDefaults.Resilience;
using TokenAspire.ServiceDefaults.Telemetry;

namespace Microsoft.Extensions.Hosting;

/// <summary>What every service of the topology has in common.</summary>
public static class ServiceDefaultsHostExtensions
{
    /// <summary>
    /// Adds telemetry (traces, metrics and JSON logs), the liveness check, the drain before a stop, service discovery and
    /// HTTP resilience.
    /// Every client of <see cref="IHttpClientFactory"/> gets the last two. Settings are also read from the files of
    /// <c>/run/secrets</c>, or of the folder that <c>SecretsFolder</c> names, and forwarded headers count only from
    /// <c>ForwardedHeaders:KnownNetworks</c>.
    /// </summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Configuration.AddMountedSecrets(builder.Configuration[MountedSecretsExtensions.Setting]);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddTelemetry();
        builder.Services.AddLivenessCheck();
        builder.Services.AddGracefulDrain();
        builder.Services.AddServiceDiscovery();
        builder.Services.AddHttpResilience();

        // Each attempt is resolved anew, so that a retry reaches the next instance. Connections have a lifetime of their
        // own. What goes wrong the resilience logs, and every call is a span: the factory's own lines would be the third.
        builder.Services.ConfigureHttpClientDefaults(http => http
            .RemoveAllLoggers()
            .ConfigureHttpClient(static client => client.DefaultRequestVersion = HttpVersion.Version20)
            .UseSocketsHttpHandler(static (handler, _) => DownstreamConnections.Configure(handler))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .AddHttpMessageHandler<RequestResilienceHandler>()
            .AddHttpMessageHandler<ServiceDiscoveryHandler>()
            .AddHttpMessageHandler<AttemptResilienceHandler>());

        builder.Services.AddSingleton<IPostConfigureOptions<ForwardedHeadersOptions>, KnownProxies>();
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.AddServerHeader = false);
        return builder;
    }
}
