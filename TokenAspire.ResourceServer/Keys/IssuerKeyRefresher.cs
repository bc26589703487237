using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace TokenAspire.ResourceServer;

/// <summary>Reads the issuer's keys at start, until they are there, and again at every interval.</summary>
internal sealed class IssuerKeyRefresher(
    IssuerKeySet keys,
    IOptions<TokenVerificationOptions> options,
    TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan StartupRetry = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        KeyRefreshTrigger trigger = KeyRefreshTrigger.Startup;
        while (!stoppingToken.IsCancellationRequested)
        {
            bool succeeded = await keys.RefreshAsync(trigger).WaitAsync(stoppingToken);
            TimeSpan pause = succeeded ? options.Value.KeyRefreshInterval : options.Value.KeyRefreshThrottle;
            trigger = keys.IsLoaded ? KeyRefreshTrigger.Scheduled : KeyRefreshTrigger.Startup;
            await Task.Delay(keys.IsLoaded ? pause : StartupRetry, time, stoppingToken);
        }
    }
}

/// <summary>Keeps a service from being called ready before it can verify anything.</summary>
internal sealed class IssuerKeysHealthCheck(IssuerKeySet keys) : IHealthCheck
{
    public const string Name = "issuer-keys";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(keys.IsLoaded
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The issuer's keys have not been read yet; every token is refused until they have."));
}
