using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TokenAspire.ServiceDefaults.Health;

internal static class HealthServiceCollectionExtensions
{
    /// <summary>The tag of the checks that say "this process runs"; readiness is every check.</summary>
    public const string Live = "live";

    public static void AddLivenessCheck(this IServiceCollection services) =>
        services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [Live]);
}
