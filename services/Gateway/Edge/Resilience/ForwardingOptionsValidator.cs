using Microsoft.Extensions.Options;

namespace TokenAspire.Gateway.Edge.Resilience;

/// <summary>Reports everything that is wrong, each with its fix.</summary>
internal sealed class ForwardingOptionsValidator : IValidateOptions<ForwardingOptions>
{
    private const int MostRetries = 5;

    private static readonly TimeSpan LongestBreak = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    public ValidateOptionsResult Validate(string? name, ForwardingOptions options)
    {
        ValidateOptionsResultBuilder failures = new();
        Require(failures, options.ConcurrencyLimit >= 1, nameof(options.ConcurrencyLimit), "is not positive; remove it for the default of 4,000");
        Require(failures, options.ConnectTimeout > TimeSpan.Zero, nameof(options.ConnectTimeout), "is not positive; remove it for the default of 2 seconds");
        Require(failures, options.Retries is >= 0 and <= MostRetries, nameof(options.Retries), $"is not between 0 and {MostRetries}; remove it for the default of 2");
        Require(failures, options.RetryDelay > TimeSpan.Zero && options.RetryDelay <= LongestDelay, nameof(options.RetryDelay), "is not above zero and up to 5 seconds; remove it for the default of 100 ms");
        Require(failures, options.BreakDuration > TimeSpan.Zero && options.BreakDuration <= LongestBreak, nameof(options.BreakDuration), "is not above zero and up to 1 minute; remove it for the default of 200 ms");
        return failures.Build();
    }

    private static void Require(ValidateOptionsResultBuilder failures, bool holds, string setting, string mistake)
    {
        if (!holds)
        {
            failures.AddError($"{ForwardingOptions.Section}:{setting} {mistake}.");
        }
    }
}
