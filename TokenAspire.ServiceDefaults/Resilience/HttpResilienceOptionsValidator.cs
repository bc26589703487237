using Microsoft.Extensions.Options;

namespace TokenAspire.ServiceDefaults.Resilience;

internal sealed class HttpResilienceOptionsValidator : IValidateOptions<HttpResilienceOptions>
{
    private static readonly TimeSpan ShortestWindow = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, HttpResilienceOptions options)
    {
        (bool Holds, string Setting, string Fix)[] rules =
        [
            (options.ConcurrencyLimit >= 1, nameof(options.ConcurrencyLimit), "at least 1"),
            (IsTimeout(options.TotalTimeout), nameof(options.TotalTimeout), "between 10 ms and 1 day"),
            (IsTimeout(options.AttemptTimeout), nameof(options.AttemptTimeout), "between 10 ms and 1 day"),
            (options.AttemptTimeout <= options.TotalTimeout, nameof(options.AttemptTimeout), $"at most {nameof(options.TotalTimeout)} ({options.TotalTimeout})"),
            (options.Retries is >= 0 and <= 10, nameof(options.Retries), "between 0 and 10"),
            (options.RetryDelay > TimeSpan.Zero, nameof(options.RetryDelay), "above zero"),
            (options.MaxRetryDelay >= options.RetryDelay, nameof(options.MaxRetryDelay), $"at least {nameof(options.RetryDelay)} ({options.RetryDelay})"),
            (options.MaxRetryDelay <= LongestTimeout, nameof(options.MaxRetryDelay), "at most 1 day"),
            (options.FailureRatio is > 0 and <= 1, nameof(options.FailureRatio), "above 0 and up to 1"),
            (options.MinimumThroughput >= 2, nameof(options.MinimumThroughput), "at least 2"),
            (IsWindow(options.SamplingDuration), nameof(options.SamplingDuration), "between 500 ms and 1 day"),
            (IsWindow(options.BreakDuration), nameof(options.BreakDuration), "between 500 ms and 1 day"),
        ];

        string[] failures = [.. rules
            .Where(rule => !rule.Holds)
            .Select(rule => $"{HttpResilienceOptions.Section}:{rule.Setting} must be {rule.Fix}.")];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static bool IsTimeout(TimeSpan value) => value >= TimeSpan.FromMilliseconds(10) && value <= LongestTimeout;

    private static bool IsWindow(TimeSpan value) => value >= ShortestWindow && value <= LongestTimeout;
}
