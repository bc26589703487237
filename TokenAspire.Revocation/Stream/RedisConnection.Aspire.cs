using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace TokenAspire.Revocation;

/// <summary>The configuration of the connection named <c>revocations</c>, by Aspire's client integration.</summary>
internal static class RedisConnection
{
    /// <summary>
    /// Never gives up. The integration's own connection is not used, and with it neither its tracing nor its health check: a
    /// service without Redis still serves, and what it cannot serve any more it says itself.
    /// </summary>
    public static void AddRedisConfiguration(this IHostApplicationBuilder builder, string name) => builder.AddRedisClient(
        name,
        static settings => (settings.DisableHealthChecks, settings.DisableTracing) = (true, true),
        static options => options.AbortOnConnectFail = false);

    public static Task<ConnectionMultiplexer> OpenAsync(ConfigurationOptions configuration) => ConnectionMultiplexer.ConnectAsync(configuration);
}
