using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TokenAspire.Revocation;

/// <summary>Keeps a service from being called ready before it knows everything that is revoked.</summary>
internal sealed class ReplicaHealthCheck(IRevocationReplica replica) : IHealthCheck
{
    public const string Name = "revocation-replica";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(replica.State.IsReplayed
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The revocation stream has not been replayed yet; every token is refused until it has."));
}
