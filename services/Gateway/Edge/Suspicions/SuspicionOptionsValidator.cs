using System.Buffers;
using Microsoft.Extensions.Options;

namespace TokenAspire.Gateway.Edge.Suspicions;

/// <summary>Reports everything that is wrong, each with its fix.</summary>
internal sealed class SuspicionOptionsValidator : IValidateOptions<SuspicionOptions>
{
    private const int LeastSessions = 100;
    private const int MostSessions = 10_000_000;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public ValidateOptionsResult Validate(string? name, SuspicionOptions options)
    {
        ValidateOptionsResultBuilder failures = new();
        Require(failures, options.RememberedSessions is >= LeastSessions and <= MostSessions, nameof(options.RememberedSessions), $"is not between {LeastSessions} and {MostSessions}; remove it for the default of 50,000");
        Require(failures, options.Memory > TimeSpan.Zero, nameof(options.Memory), "is not positive; remove it for the default of 1 hour");
        Require(failures, !options.CountryHeader.AsSpan().ContainsAnyExcept(NameCharacters), nameof(options.CountryHeader), "is not the name of a header; write it as the proxy in front does, CF-IPCountry");
        foreach (string kind in options.EndSessionOn.Where(kind => SuspicionKinds.Parse(kind) is null))
        {
            failures.AddError($"{SuspicionOptions.Section}:{nameof(options.EndSessionOn)} has '{kind}'; the kinds are {string.Join(", ", SuspicionKinds.All.Select(SuspicionKinds.ToWire))}.");
        }

        return failures.Build();
    }

    private static void Require(ValidateOptionsResultBuilder failures, bool holds, string setting, string mistake)
    {
        if (!holds)
        {
            failures.AddError($"{SuspicionOptions.Section}:{setting} {mistake}.");
        }
    }
}
