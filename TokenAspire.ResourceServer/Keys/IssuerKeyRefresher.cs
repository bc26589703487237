using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace TokenAspire.ResourceServer;

/// <summary>
/// Reads the issuer's keys once the application has started, until they are there, and again at every interval. Not
/// before: an issuer that verifies its own tokens can be asked only when its server listens.
/// </summary>
internal sealed class IssuerKeyRefresher(
    IssuerKeySet keys,
    IOptions<TokenVerificationOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan StartupRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan OutageRetry = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await StartedAsync(stoppingToken);
        KeyRefreshTrigger trigger = KeyRefreshTrigger.Startup;
        while (!stoppingToken.IsCancellationRequested)
        {
            bool succeeded = await keys.RefreshAsync(trigger).WaitAsync(stoppingToken);
            trigger = keys.IsLoaded ? KeyRefreshTrigger.Scheduled : KeyRefreshTrigger.Startup;
            await Task.Delay(PauseAfter(succeeded), time, stoppingToken);
        }
    }

    private TimeSpan PauseAfter(bool succeeded)
    {
        TimeSpan interval = options.Value.KeyRefreshInterval;
        if (succeeded)
        {
            return interval;
        }

        TimeSpan retry = keys.IsLoaded ? OutageRetry : StartupRetry;
        return retry < interval ? retry : interval;
    }

    private async Task StartedAsync(CancellationToken stoppingToken)
    {
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
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
