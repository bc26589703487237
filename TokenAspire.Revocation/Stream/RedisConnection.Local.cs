using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace TokenAspire.Revocation;

/// <summary>The configuration of the connection named <c>revocations</c>, from the connection string alone.</summary>
internal static class RedisConnection
{
    /// <summary>Never gives up: a server that is down at start or goes away later is tried again until it answers.</summary>
    public static void AddRedisConfiguration(this IHostApplicationBuilder builder, string name) =>
        builder.Services.TryAddSingleton(services =>
        {
            string connectionString = services.GetRequiredService<IConfiguration>().GetConnectionString(name)
                ?? throw new InvalidOperationException($"ConnectionStrings:{name} is not set; set it to the Redis server of the revocations.");
            ConfigurationOptions configuration = ConfigurationOptions.Parse(connectionString);
            configuration.AbortOnConnectFail = false;
            configuration.ReconnectRetryPolicy = new LinearRetry(maxRetryElapsedTimeAllowedMilliseconds: 500);
            return Options.Create(configuration);
        });

    public static async Task<ConnectionMultiplexer> OpenAsync(ConfigurationOptions configuration)
    {
        ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(configuration);

        // What awaits a reply goes on for a whole request: in order, one that blocks would hold up every other reply.
        connection.PreserveAsyncOrder = false;
        return connection;
    }
}
