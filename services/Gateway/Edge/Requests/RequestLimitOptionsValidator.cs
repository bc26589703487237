using Microsoft.Extensions.Options;

namespace TokenAspire.Gateway.Edge.Requests;

/// <summary>Reports everything that is wrong, each with its fix.</summary>
internal sealed class RequestLimitOptionsValidator : IValidateOptions<RequestLimitOptions>
{
    private const int Kilobyte = 1024;
    private const long LargestBody = 1L << 30;

    private static readonly TimeSpan LeastSlowTimeout = TimeSpan.FromSeconds(1);

    public ValidateOptionsResult Validate(string? name, RequestLimitOptions options)
    {
        ValidateOptionsResultBuilder failures = new();
        Require(failures, options.BodyBytes is >= Kilobyte and <= LargestBody, nameof(options.BodyBytes), "is not between 1 KiB and 1 GiB; remove it for the default of 1 MiB");
        Require(failures, options.HeaderBytes is >= 8 * Kilobyte and <= Kilobyte * Kilobyte, nameof(options.HeaderBytes), "is not between 8 KiB, which an access token may take, and 1 MiB; remove it for the default of 32 KiB");
        Require(failures, options.HeaderCount is >= 16 and <= 1000, nameof(options.HeaderCount), "is not between 16 and 1000; remove it for the default of 64");
        Require(failures, options.LineBytes is >= Kilobyte and <= 64 * Kilobyte, nameof(options.LineBytes), "is not between 1 KiB and 64 KiB; remove it for the default of 8 KiB");
        Require(failures, options.HeadersTimeout > TimeSpan.Zero, nameof(options.HeadersTimeout), "is not positive; remove it for the default of 10 seconds");
        Require(failures, options.IdleTimeout > TimeSpan.Zero, nameof(options.IdleTimeout), "is not positive; remove it for the default of 2 minutes");
        Require(failures, options.BytesPerSecond > 0, nameof(options.BytesPerSecond), "is not positive; remove it for the default of 240");
        Require(failures, options.SlowTimeout > LeastSlowTimeout, nameof(options.SlowTimeout), "is not longer than 1 second, the interval of the server's clock; remove it for the default of 5 seconds");
        Require(failures, options.Connections >= 1, nameof(options.Connections), "is not positive; remove it for the default of 50,000");
        return failures.Build();
    }

    private static void Require(ValidateOptionsResultBuilder failures, bool holds, string setting, string mistake)
    {
        if (!holds)
        {
            failures.AddError($"{RequestLimitOptions.Section}:{setting} {mistake}.");
        }
    }
}
