using Microsoft.Extensions.Options;

namespace TokenAspire.Gateway.Edge.RateLimits;

/// <summary>Reports everything that is wrong, each with its fix.</summary>
internal sealed class RateLimitOptionsValidator : IValidateOptions<RateLimitOptions>
{
    private const double Least = 0.001;
    private const int Most = 1_000_000;
    private const int LeastKeys = 1_024;
    private const int MostKeys = 16_777_216;

    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromMinutes(1);

    public ValidateOptionsResult Validate(string? name, RateLimitOptions options)
    {
        ValidateOptionsResultBuilder failures = new();
        Check(failures, nameof(options.Address), options.Address);
        Check(failures, nameof(options.RefusedTokens), options.RefusedTokens);
        Check(failures, nameof(options.Client), options.Client);
        Check(failures, nameof(options.Subject), options.Subject);
        if (options.RememberedKeys is < LeastKeys or > MostKeys)
        {
            failures.AddError($"{RateLimitOptions.Section}:{nameof(options.RememberedKeys)} is {options.RememberedKeys}; set it between {LeastKeys} and {MostKeys}, or remove it for the default.");
        }

        if (options.ShareInterval != TimeSpan.Zero && (options.ShareInterval < ShortestInterval || options.ShareInterval > LongestInterval))
        {
            failures.AddError($"{RateLimitOptions.Section}:{nameof(options.ShareInterval)} is {options.ShareInterval}; set it between {ShortestInterval} and {LongestInterval}, or to zero where each replica counts for itself.");
        }

        return failures.Build();
    }

    private static void Check(ValidateOptionsResultBuilder failures, string limit, Allowance allowance)
    {
        if (!(allowance.PerSecond is >= Least and <= Most))
        {
            failures.AddError($"{RateLimitOptions.Section}:{limit}:{nameof(allowance.PerSecond)} is {allowance.PerSecond}; set it between {Least} and {Most}, which no traffic reaches.");
        }

        if (allowance.Burst is < 1 or > Most)
        {
            failures.AddError($"{RateLimitOptions.Section}:{limit}:{nameof(allowance.Burst)} is {allowance.Burst}; set it between 1 and {Most}, which no traffic reaches.");
        }
    }
}
