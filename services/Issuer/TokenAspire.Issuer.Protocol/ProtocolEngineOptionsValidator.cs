using Microsoft.Extensions.Options;

namespace TokenAspire.Issuer.Protocol;

/// <summary>Checks the engine's settings at start and names every mistake with its fix.</summary>
internal sealed class ProtocolEngineOptionsValidator : IValidateOptions<ProtocolEngineOptions>
{
    public ValidateOptionsResult Validate(string? name, ProtocolEngineOptions options)
    {
        List<string> failures = [];

        // RFC 6749 4.1.2 recommends at most ten minutes; this issuer allows one.
        RequireBetween(failures, nameof(options.AuthorizationCodeLifetime), options.AuthorizationCodeLifetime, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        RequireBetween(failures, nameof(options.PushedRequestLifetime), options.PushedRequestLifetime, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        RequireBetween(failures, nameof(options.DeviceCodeLifetime), options.DeviceCodeLifetime, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(30));
        RequireBetween(failures, nameof(options.DevicePollInterval), options.DevicePollInterval, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        RequireBetween(failures, nameof(options.IdTokenLifetime), options.IdTokenLifetime, TimeSpan.FromSeconds(10), TimeSpan.FromHours(1));
        RequireBetween(failures, nameof(options.MetadataMaxAge), options.MetadataMaxAge, TimeSpan.Zero, TimeSpan.FromDays(1));
        RequireBetween(failures, nameof(options.ProofLifetime), options.ProofLifetime, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5));
        RequireBetween(failures, nameof(options.FailedAuthenticationWindow), options.FailedAuthenticationWindow, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        RequirePositive(failures, nameof(options.FailedAuthenticationsPerClient), options.FailedAuthenticationsPerClient);
        RequirePositive(failures, nameof(options.FailedAuthenticationsPerAddress), options.FailedAuthenticationsPerAddress);
        RequireRate(failures, nameof(options.TokenRequestsPerClient), options.TokenRequestsPerClient);
        RequireRate(failures, nameof(options.TokenRequestsPerAddress), options.TokenRequestsPerAddress);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void RequireBetween(List<string> failures, string name, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
        {
            failures.Add($"{ProtocolEngineOptions.SectionName}:{name} is {value}; set it between {least} and {most}.");
        }
    }

    private static void RequireRate(List<string> failures, string name, RequestRate rate)
    {
        RequirePositive(failures, $"{name}:{nameof(rate.PerPeriod)}", rate.PerPeriod);
        RequireBetween(failures, $"{name}:{nameof(rate.Period)}", rate.Period, TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1));
    }

    private static void RequirePositive(List<string> failures, string name, int value)
    {
        if (value < 1)
        {
            failures.Add($"{ProtocolEngineOptions.SectionName}:{name} is {value}; set it to 1 or more.");
        }
    }
}
