using Microsoft.Extensions.Options;

namespace TokenAspire.Revocation;

/// <summary>Settings of the publisher and of the replica; section <c>Revocation</c>.</summary>
public sealed class RevocationOptions
{
    /// <summary>The configuration section: <c>Revocation</c>.</summary>
    public const string Section = "Revocation";

    /// <summary>The name of the Redis connection: <c>revocations</c>.</summary>
    public const string ConnectionName = "revocations";

    /// <summary>
    /// How long an entry stays in the stream: the longest access-token lifetime plus clock skew. Default 1 hour.
    /// </summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How often the replica reads and the publisher looks for what is pending, wake-ups aside. Default 500 ms.
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How long one exchange with Redis may take before it counts as failed; a connection without an answer for twice as
    /// long is replaced. Default 1 second.
    /// </summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(1);
}

/// <summary>Reports every setting that is out of range, each with its fix.</summary>
internal sealed class RevocationOptionsValidator : IValidateOptions<RevocationOptions>
{
    public ValidateOptionsResult Validate(string? name, RevocationOptions options)
    {
        ValidateOptionsResultBuilder failures = new();
        Require(failures, options.Retention, TimeSpan.FromMinutes(1), TimeSpan.FromDays(7), nameof(options.Retention));
        Require(failures, options.PollInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(30), nameof(options.PollInterval));
        Require(failures, options.CommandTimeout, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(30), nameof(options.CommandTimeout));
        return failures.Build();
    }

    private static void Require(ValidateOptionsResultBuilder failures, TimeSpan value, TimeSpan least, TimeSpan most, string setting)
    {
        if (value < least || value > most)
        {
            failures.AddError($"{RevocationOptions.Section}:{setting} is {value}; set it to between {least} and {most}.");
        }
    }
}
