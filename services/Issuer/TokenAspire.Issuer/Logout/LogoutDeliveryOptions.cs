using Microsoft.Extensions.Options;

namespace TokenAspire.Issuer.Logout;

/// <summary>How clients are told that a session ended; section <c>Issuer:LogoutDelivery</c>.</summary>
internal sealed class LogoutDeliveryOptions
{
    public const string Section = "Issuer:LogoutDelivery";

    /// <summary>How often one looks for clients to tell. Default: 1 second.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a client may take to answer. Default: 5 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The wait after the first failure, doubled after each further one; longer than <see cref="Timeout"/>, so that no two issuers tell a client at the same time. Default: 15 seconds.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest wait between two attempts. Default: 15 minutes.</summary>
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>When a client that does not answer is given up. Default: 1 day.</summary>
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromDays(1);
}

/// <summary>Names every mistake, each with its fix.</summary>
internal sealed class LogoutDeliveryOptionsValidator : IValidateOptions<LogoutDeliveryOptions>
{
    public ValidateOptionsResult Validate(string? name, LogoutDeliveryOptions options)
    {
        const string Section = LogoutDeliveryOptions.Section;
        ValidateOptionsResultBuilder failures = new();
        if (options.PollInterval <= TimeSpan.Zero)
        {
            failures.AddError($"{Section}:PollInterval must be positive; remove it for the default of 1 second.");
        }

        if (options.Timeout <= TimeSpan.Zero || options.Timeout > TimeSpan.FromMinutes(1))
        {
            failures.AddError($"{Section}:Timeout must be positive and at most 1 minute; remove it for the default of 5 seconds.");
        }

        if (options.FirstRetry <= options.Timeout)
        {
            failures.AddError($"{Section}:FirstRetry must be longer than {Section}:Timeout ({options.Timeout}); remove both for the defaults of 15 and 5 seconds.");
        }

        if (options.LongestRetry < options.FirstRetry)
        {
            failures.AddError($"{Section}:LongestRetry must not be shorter than {Section}:FirstRetry ({options.FirstRetry}); remove both for the defaults of 15 minutes and 15 seconds.");
        }

        if (options.GiveUpAfter <= TimeSpan.Zero)
        {
            failures.AddError($"{Section}:GiveUpAfter must be positive; remove it for the default of 1 day.");
        }

        return failures.Build();
    }
}
