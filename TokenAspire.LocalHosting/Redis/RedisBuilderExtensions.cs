using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Publishing;
using TokenAspire.LocalHosting.Redis;
using TokenAspire.LocalHosting.Supervision;

namespace TokenAspire.LocalHosting;

/// <summary>Adds Redis.</summary>
public static class RedisBuilderExtensions
{
    /// <summary>Adds a Redis server: the machine's own <c>redis-server</c> on a private port, with a password and a private folder.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="port">The port, or none for a free one.</param>
    /// <param name="password">The password, or none for a random one.</param>
    public static IResourceBuilder<RedisResource> AddRedis(this IDistributedApplicationBuilder builder, string name, int? port = null, IResourceBuilder<ParameterResource>? password = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ParameterResource secret = password?.Resource ?? ParameterResourceBuilderExtensions.CreateParameter(
            builder, $"{name}-password", new GenerateParameterDefault { Special = false }, secret: true, persist: false);
        RedisResource redis = new(name, secret);
        return builder.AddResource(redis)
            .WithAnnotation(new EndpointAnnotation(RedisResource.PrimaryEndpointName, "redis", port) { TargetPort = 6379 })
            .WithAnnotation(Container(redis))
            .WithAnnotation(new LaunchAnnotation(() => RedisProgram.Find(), (context, token) => RedisProgram.PrepareAsync(redis, context, token)))
            .WithAnnotation(new HealthProbeAnnotation((_, token) => RedisProbe.AnswersAsync(redis, token)));
    }

    // As Aspire deploys it; the shell puts the password in.
    private static ContainerImageAnnotation Container(RedisResource redis) => new("docker.io/library/redis:8.6")
    {
        Entrypoint = "/bin/sh",
        Arguments = ["-c", "redis-server --requirepass $REDIS_PASSWORD"],
        Environment = [new("REDIS_PASSWORD", redis.Password)],
    };
}
