using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.Registry;
using Polly.Retry;
using Polly.Timeout;

namespace TokenAspire.ServiceDefaults.Resilience;

/// <summary>The pipelines of one process: one per downstream for requests, one per instance for attempts.</summary>
internal sealed class ResiliencePipelines(IOptions<HttpResilienceOptions> options, TimeProvider time, ILogger<ResiliencePipelines> logger) : IDisposable
{
    /// <summary>The request a pipeline runs, for the strategies that decide by it.</summary>
    public static readonly ResiliencePropertyKey<HttpRequestMessage> Request = new("request");

    private readonly HttpResilienceOptions _options = options.Value;
    private readonly ResiliencePipelineRegistry<string> _requests = new();
    private readonly ResiliencePipelineRegistry<string> _attempts = new();

    /// <summary>Concurrency limit, total time-out and retry of one downstream.</summary>
    public ResiliencePipeline<HttpResponseMessage> ForRequests(string downstream) =>
        _requests.GetOrAddPipeline<HttpResponseMessage>(downstream, builder => BuildRequests(builder, downstream));

    /// <summary>Circuit breaker and attempt time-out of one instance.</summary>
    public ResiliencePipeline<HttpResponseMessage> ForAttempts(string instance) =>
        _attempts.GetOrAddPipeline<HttpResponseMessage>(instance, builder => BuildAttempts(builder, instance));

    public void Dispose()
    {
        _requests.Dispose();
        _attempts.Dispose();
    }

    private void BuildRequests(ResiliencePipelineBuilder<HttpResponseMessage> builder, string downstream)
    {
        builder.TimeProvider = time;
        builder.AddStrategy(_ => new ConcurrencyLimitStrategy(downstream, _options.ConcurrencyLimit));
        builder.AddTimeout(_options.TotalTimeout);
        if (_options.Retries > 0)
        {
            builder.AddRetry(Retry(downstream));
        }
    }

    private void BuildAttempts(ResiliencePipelineBuilder<HttpResponseMessage> builder, string instance)
    {
        builder.TimeProvider = time;
        builder.AddCircuitBreaker(CircuitBreaker(instance));
        builder.AddTimeout(new TimeoutStrategyOptions { Timeout = _options.AttemptTimeout });
    }

    private RetryStrategyOptions<HttpResponseMessage> Retry(string downstream) => new()
    {
        MaxRetryAttempts = _options.Retries,
        Delay = _options.RetryDelay,
        MaxDelay = _options.MaxRetryDelay,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        ShouldHandle = failure => ValueTask.FromResult(
            TransientFailure.MayRepeat(failure.Context.Properties.GetValue(Request, null!), failure.Outcome)
            && TransientFailure.IsWorthRetrying(failure.Outcome, _options.MaxRetryDelay)),
        DelayGenerator = failure => ValueTask.FromResult(TransientFailure.RetryAfter(failure.Outcome.Result)),
        OnRetry = retry =>
        {
            logger.Retrying(downstream, retry.AttemptNumber + 1, retry.RetryDelay.TotalMilliseconds);
            return default;
        },
    };

    private CircuitBreakerStrategyOptions<HttpResponseMessage> CircuitBreaker(string instance) => new()
    {
        FailureRatio = _options.FailureRatio,
        MinimumThroughput = _options.MinimumThroughput,
        SamplingDuration = _options.SamplingDuration,
        BreakDuration = _options.BreakDuration,
        ShouldHandle = attempt => ValueTask.FromResult(TransientFailure.IsInstanceFailure(attempt.Outcome)),
        OnOpened = opened =>
        {
            logger.CircuitOpened(instance, opened.BreakDuration.TotalSeconds);
            return default;
        },
        OnClosed = _ =>
        {
            logger.CircuitClosed(instance);
            return default;
        },
    };
}
