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
        return builder;
    }

    /// <summary>
    /// Adds <see cref="IRevocationReplica"/>, the background reader that keeps it up to date and the health check
    /// <c>revocation-replica</c>. Needs the connection <c>revocations</c>. Adding it twice adds it once.
    /// </summary>
    public static TBuilder AddRevocationReplica<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddRevocationStream();
        return builder;
    }

    private static void AddRevocationStream(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<RevocationOptions>().BindConfiguration(RevocationOptions.Section).ValidateOnStart();
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<RevocationOptions>, RevocationOptionsValidator>());
        builder.Services.TryAddSingleton(TimeProvider.System);
    }
}
