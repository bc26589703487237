using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace TokenAspire.Revocation;

/// <summary>Registers the two ends of the revocation log.</summary>
public static class RevocationExtensions
{
    /// <summary>
    /// Adds <see cref="IRevocationPublisher"/> and the background outbox, which publishes what is pending and rebuilds
    /// the stream after Redis lost it. Needs an <see cref="IRevocationJournal"/> (singleton) and the connection
    /// <c>revocations</c>.
    /// </summary>
    public static TBuilder AddRevocationPublisher<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddRevocationStream();
        builder.Services.TryAddSingleton<IRevocationPublisher, RevocationPublisher>();
        builder.Services.TryAddSingleton<StreamSeeder>();
        builder.Services.AddHostedService<RevocationOutbox>();
        return builder;
    }

    /// <summary>
    /// Adds <see cref="IRevocationReplica"/>, the background reader that keeps it up to date and the health check
    /// <c>revocation-replica</c>. Needs the connection <c>revocations</c>. Adding it twice adds it once.
    /// </summary>
    public static TBuilder AddRevocationReplica<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(IRevocationReplica)))
        {
            return builder;
        }

        builder.AddRevocationStream();
        builder.Services.AddSingleton<RevocationMetrics>();
        builder.Services.AddSingleton<RevokedSigningKeys>();
        builder.Services.AddSingleton<RevocationReplica>();
        builder.Services.AddSingleton<IRevocationReplica>(static services => services.GetRequiredService<RevocationReplica>());
        builder.Services.AddSingleton<WakeUps>();
        builder.Services.AddHostedService<ReplicaFollower>();
        builder.Services.AddHealthChecks().AddCheck<ReplicaHealthCheck>(ReplicaHealthCheck.Name, tags: ["ready"]);
        return builder;
    }

    private static void AddRevocationStream(this IHostApplicationBuilder builder)
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(RevocationStream)))
        {
            return;
        }

        builder.AddRedisConfiguration(RevocationOptions.ConnectionName);
        builder.Services.AddSingleton<RedisLink>();
        builder.Services.AddSingleton<RevocationStream>();
        builder.Services.AddOptions<RevocationOptions>().BindConfiguration(RevocationOptions.Section).ValidateOnStart();
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<RevocationOptions>, RevocationOptionsValidator>());
        builder.Services.TryAddSingleton(TimeProvider.System);
    }
}
