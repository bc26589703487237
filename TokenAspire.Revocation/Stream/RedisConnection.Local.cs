using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace TokenAspire.Revocation;

/// <summary>The connection named <c>revocations</c>, made with the client alone.</summary>
internal static class RedisConnection
{
    /// <summary>Never gives up: a server that is down at start or goes away later is tried again until it answers.</summary>
    public static void AddRedisConnection(this IHostApplicationBuilder builder, string name) =>
        builder.Services.TryAddSingleton<IConnectionMultiplexer>(services =>
        {
            string connectionString = services.GetRequiredService<IConfiguration>().GetConnectionString(name)
                ?? throw new InvalidOperationException($"ConnectionStrings:{name} is not set; set it to the Redis server of the revocations.");
            ConfigurationOptions configuration = ConfigurationOptions.Parse(connectionString);
            configuration.AbortOnConnectFail = false;
            configuration.ReconnectRetryPolicy = new LinearRetry(maxRetryElapsedTimeAllowedMilliseconds: 500);
            ConnectionMultiplexer redis = ConnectionMultiplexer.Connect(configuration);

            // What awaits a reply goes on for a whole request: in order, one that blocks would hold up every other reply.
            redis.PreserveAsyncOrder = false;
            return redis;
        });
}
