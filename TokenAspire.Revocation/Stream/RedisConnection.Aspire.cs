using Microsoft.Extensions.Hosting;

namespace TokenAspire.Revocation;

/// <summary>The connection named <c>revocations</c>, made by Aspire's client integration.</summary>
internal static class RedisConnection
{
    /// <summary>
    /// Never gives up. Its health check is left out: a service without Redis still serves, and what it cannot serve any
    /// more it says itself.
    /// </summary>
    public static void AddRedisConnection(this IHostApplicationBuilder builder, string name) => builder.AddRedisClient(
        name,
        static settings => settings.DisableHealthChecks = true,
        static options => options.AbortOnConnectFail = false);
}
