using Microsoft.Extensions.Options;

namespace TokenAspire.ResourceServer;

/// <summary>Reports every setting that is missing or out of range, each with its fix.</summary>
internal sealed class TokenVerificationOptionsValidator : IValidateOptions<TokenVerificationOptions>
{
    private const long LeastCachedBytes = 1 << 20;

    private static readonly TimeSpan LargestSkew = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestThrottle = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(1);

    public ValidateOptionsResult Validate(string? name, TokenVerificationOptions options)
    {
        ValidateOptionsResultBuilder failures = new();
        Require(failures, IsHttps(options.Authority), nameof(options.Authority), "set it to the issuer's https URL, without query or fragment");
        Require(failures, options.Audiences.Count > 0 && !options.Audiences.Any(string.IsNullOrWhiteSpace), nameof(options.Audiences), "name at least one API resource, and no empty one");
        Require(failures, options.MaxTokenBytes is >= 512 and <= 65_536, nameof(options.MaxTokenBytes), "set it to between 512 and 65536");
        Require(failures, options.ClockSkew >= TimeSpan.Zero && options.ClockSkew <= LargestSkew, nameof(options.ClockSkew), $"set it to between 0 and {LargestSkew}");
        Require(failures, options.SensitiveMaxAge > TimeSpan.Zero, nameof(options.SensitiveMaxAge), "set it to more than 0");
        Require(failures, options.StaleAfter >= options.SensitiveMaxAge, nameof(options.StaleAfter), "set it to no less than SensitiveMaxAge");
        Require(failures, options.RefuseAfter >= options.StaleAfter, nameof(options.RefuseAfter), "set it to no less than StaleAfter");
        Require(failures, options.CachedTokens is >= 0 and <= 10_000_000, nameof(options.CachedTokens), "set it to between 0 and 10000000");
        Require(failures, options.CachedBytes >= LeastCachedBytes, nameof(options.CachedBytes), $"set it to at least {LeastCachedBytes}");
        Require(failures, IsUpTo(LongestThrottle, options.KeyRefreshThrottle), nameof(options.KeyRefreshThrottle), $"set it to more than 0 and at most {LongestThrottle}: requests wait that long");
        Require(failures, options.KeyRefreshInterval >= options.KeyRefreshThrottle && options.KeyRefreshInterval <= LongestInterval, nameof(options.KeyRefreshInterval), $"set it to no less than KeyRefreshThrottle and at most {LongestInterval}");
        Require(failures, IsUpTo(LongestTimeout, options.KeyRefreshTimeout), nameof(options.KeyRefreshTimeout), $"set it to more than 0 and at most {LongestTimeout}");
        Require(failures, options.KeyMaxAge >= options.KeyRefreshInterval, nameof(options.KeyMaxAge), "set it to no less than KeyRefreshInterval");
        options.Introspection.Validate(failures);
        options.ProofOfPossession.Validate(failures);
        return failures.Build();
    }

    private static bool IsUpTo(TimeSpan most, TimeSpan value) => value > TimeSpan.Zero && value <= most;

    private static bool IsHttps(string authority) =>
        Uri.TryCreate(authority, UriKind.Absolute, out Uri? uri)
        && uri.Scheme == Uri.UriSchemeHttps
        && uri.Query.Length == 0
        && uri.Fragment.Length == 0;

    private static void Require(ValidateOptionsResultBuilder failures, bool holds, string setting, string fix)
    {
        if (!holds)
        {
            failures.AddError($"{TokenVerificationOptions.Section}:{setting} is not usable; {fix}.");
        }
    }
}
