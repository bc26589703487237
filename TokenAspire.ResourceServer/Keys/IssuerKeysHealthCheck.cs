using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TokenAspire.ResourceServer;

/// <summary>
/// Keeps a service from being called ready before it can verify anything. A probe that comes while the first read is
/// under way waits for it: a service that is merely starting has no ill health to report, and logs none.
/// </summary>
internal sealed class IssuerKeysHealthCheck(IssuerKeySet keys, TimeProvider time) : IHealthCheck
{
    public const string Name = "issuer-keys";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!keys.IsUsable)
        {
            await Task.WhenAny(keys.FirstRead, Task.Delay(Patience, time, cancellationToken));
        }

        if (keys.IsUsable)
        {
            return HealthCheckResult.Healthy();
        }

        return HealthCheckResult.Unhealthy(keys.Problem is { } problem
            ? $"No usable keys of the issuer: {problem.Problem}. To mend it: {problem.Fix}. Every token is answered with 503 until they are read."
            : "The issuer's keys have not been read yet; every token is answered with 503 until they have.");
    }
}
