using Microsoft.Extensions.Configuration;

namespace TokenAspire.LocalHosting.Publishing;

/// <summary>
/// What the command line asks for; the same switches as Aspire's:
/// <c>--operation publish --publisher manifest --output-path FILE</c>, or <c>--step publish-manifest</c> in place of
/// the publisher.
/// </summary>
internal sealed record CommandLine(IReadOnlyList<string> Arguments, DistributedApplicationOperation Operation, string? OutputPath, string? Problem)
{
    private const string ParameterPrefix = "--Parameters:";
    private const string ManifestStep = "publish-manifest";

    private static readonly Dictionary<string, string> Switches = new(StringComparer.OrdinalIgnoreCase)
    {
        ["--operation"] = "AppHost:Operation",
        ["--publisher"] = "Publishing:Publisher",
        ["--step"] = "Pipeline:Step",
        ["--output-path"] = "Pipeline:OutputPath",
        ["--environment"] = "Environment",
    };

    private static string Usage => $"The switches are {string.Join(", ", Switches.Keys)} and --Section:Key=value, such as --Parameters:NAME=value.";

    /// <summary>Adds the arguments to the configuration and reads what they ask for; a mistake is kept to be reported by the run.</summary>
    public static CommandLine Read(string[] args, ConfigurationManager configuration)
    {
        configuration.AddCommandLine(args, Switches);
        string? publisher = configuration["Publishing:Publisher"];
        string? step = configuration["Pipeline:Step"] ?? (publisher is not null ? ManifestStep : null);
        string? operation = configuration["AppHost:Operation"] ?? (publisher is not null ? "publish" : null);
        bool publish = string.Equals(operation, "publish", StringComparison.OrdinalIgnoreCase);
        string? output = configuration["Pipeline:OutputPath"];
        string? problem = Unknown(args) ?? Mistaken(operation, publisher, publish) ?? (publish ? Missing(step, output) : null);
        return new CommandLine(args, publish ? DistributedApplicationOperation.Publish : DistributedApplicationOperation.Run, output, problem);
    }

    /// <summary>Reports a mistake.</summary>
    public void ThrowIfMistaken()
    {
        if (Problem is not null)
        {
            throw new DistributedApplicationException(Problem);
        }
    }

    /// <summary>The same, with a value for a parameter that does not exist counted as a mistake.</summary>
    public CommandLine KnowingParameters(IEnumerable<string> names)
    {
        HashSet<string> known = new(names, StringComparer.OrdinalIgnoreCase);
        string? unknown = Arguments.Where(argument => argument.StartsWith(ParameterPrefix, StringComparison.OrdinalIgnoreCase))
            .Select(argument => argument[ParameterPrefix.Length..].Split('=')[0]).FirstOrDefault(name => !known.Contains(name));
        return unknown is null ? this : this with
        {
            Problem = Problem ?? $"There is no parameter '{unknown}'. The parameters are {string.Join(", ", known.Order(StringComparer.Ordinal))}.",
        };
    }

    // A misspelt switch must not start an application that was meant to be published.
    private static string? Unknown(string[] args)
    {
        for (int i = 0; i < args.Length; i++)
        {
            string name = args[i].Split('=')[0];
            bool takesNext = !args[i].Contains('=', StringComparison.Ordinal);
            if (!name.StartsWith("--", StringComparison.Ordinal) || (!Switches.ContainsKey(name) && !name.Contains(':', StringComparison.Ordinal)))
            {
                return $"The argument '{args[i]}' is unknown. {Usage}";
            }

            if (takesNext && ++i == args.Length)
            {
                return $"The argument '{name}' has no value. {Usage}";
            }
        }

        return null;
    }

    private static string? Mistaken(string? operation, string? publisher, bool publish)
    {
        if (operation is not null && !publish && !string.Equals(operation, "run", StringComparison.OrdinalIgnoreCase))
        {
            return $"'{operation}' is no operation; use --operation run or --operation publish.";
        }

        return publisher is not null && !string.Equals(publisher, "manifest", StringComparison.OrdinalIgnoreCase)
            ? $"There is no publisher '{publisher}'; use --publisher manifest."
            : null;
    }

    private static string? Missing(string? step, string? output)
    {
        if (!string.Equals(step, ManifestStep, StringComparison.OrdinalIgnoreCase))
        {
            return step is null
                ? $"Nothing says what to publish; add --publisher manifest or --step {ManifestStep}."
                : $"There is no step '{step}'; use --step {ManifestStep}.";
        }

        return string.IsNullOrEmpty(output) ? "Nothing says where to publish to; add --output-path FILE.json or --output-path FOLDER." : null;
    }
}
