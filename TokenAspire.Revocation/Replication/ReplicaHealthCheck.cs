using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TokenAspire.Revocation;

/// <summary>
/// Keeps a service from being called ready before it knows everything that is revoked. A probe that comes before that
/// shares in the next read: a service that is merely starting has no ill health to report, and logs none.
/// </summary>
internal sealed class ReplicaHealthCheck(IRevocationReplica replica) : IHealthCheck
{
    public const string Name = "revocation-replica";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ReplicaState state = await replica.CatchUpAsync(TimeSpan.MaxValue, cancellationToken);
        return state.IsReplayed
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The revocation stream has not been replayed yet; every token is refused until it has.");
    }
}
