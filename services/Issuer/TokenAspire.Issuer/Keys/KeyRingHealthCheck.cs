using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TokenAspire.Issuer.Keys;

/// <summary>Whether there is a key to sign with for every algorithm.</summary>
internal sealed class KeyRingHealthCheck(PostgresSigningKeyRing keyRing) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(keyRing.IsComplete
            ? HealthCheckResult.Healthy()
            : new HealthCheckResult(context.Registration.FailureStatus, "A signing key is missing."));
}
