using Microsoft.Extensions.Hosting;

namespace TokenAspire.ResourceServer;

/// <summary>
/// Reads the issuer's keys once the application has started, until they are there, and again before their lifetime
/// ends. Not before: an issuer that verifies its own tokens can be asked only when its server listens.
/// </summary>
internal sealed class IssuerKeyRefresher(
    IssuerKeySet keys,
    KeyRefreshSchedule schedule,
    IHostApplicationLifetime lifetime,
    TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await StartedAsync(stoppingToken);
        KeyRefreshTrigger trigger = KeyRefreshTrigger.Startup;
        while (!stoppingToken.IsCancellationRequested)
        {
            bool succeeded = await keys.RefreshAsync(trigger).WaitAsync(stoppingToken);
            trigger = succeeded ? KeyRefreshTrigger.Scheduled : trigger;
            TimeSpan pause = succeeded ? schedule.AfterSuccess(keys.MaxAge) : schedule.AfterFailure(keys.IsUsable);
            await Task.Delay(pause, time, stoppingToken);
        }
    }

    private async Task StartedAsync(CancellationToken stoppingToken)
    {
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
    }
}
