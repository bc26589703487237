using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace TokenAspire.Deployment.Tests;

/// <summary>The manifest of the app host, from its snapshot.</summary>
internal static partial class Manifest
{
    private static readonly JsonObject Resources =
        JsonNode.Parse(Repository.Read("tests/TokenAspire.AppHost.Tests/expected-manifest.json"))!["resources"]!.AsObject();

    /// <summary>The services: what a deployment runs of this project.</summary>
    public static IReadOnlyList<string> Projects { get; } =
        [.. Resources.Where(resource => (string?)resource.Value!["type"] == "project.v0").Select(resource => resource.Key)];

    public static IReadOnlyList<string> Settings(string project) => [.. Environment(project).Select(entry => entry.Key)];

    /// <summary>The settings whose value contains a secret parameter, however indirectly.</summary>
    public static IReadOnlyList<string> SecretSettings(string project) =>
        [.. Environment(project).Where(entry => IsSecret((string)entry.Value!)).Select(entry => entry.Key)];

    /// <summary>The settings that a deployed service reads; the manifest has more.</summary>
    public static IEnumerable<string> DeployedSettings(string project) => Settings(project).Where(key => !NotDeployed().IsMatch(key));

    public static IEnumerable<string> DeployedSecrets(string project) => SecretSettings(project).Where(key => !NotDeployed().IsMatch(key));

    /// <summary>The services that a service calls.</summary>
    public static IReadOnlyList<string> Calls(string project) =>
        [.. Settings(project).Select(key => ServiceAddress().Match(key)).Where(match => match.Success).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal)];

    private static JsonObject Environment(string project) => Resources[project]!["env"]!.AsObject();

    private static bool IsSecret(string expression) => Placeholder().Matches(expression).Any(match =>
        Resources[match.Groups["resource"].Value] is JsonObject resource && match.Groups["property"].Value switch
        {
            "connectionString" => IsSecret((string)resource["connectionString"]!),
            "value" => (bool?)resource["inputs"]?["value"]?["secret"] ?? IsSecret((string)resource["value"]!),
            _ => false,
        });

    [GeneratedRegex(@"\{(?<resource>[a-z0-9-]+)\.(?<property>[A-Za-z.]+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex("^services__(?<name>.+)__https__0$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ServiceAddress();

    // Other spellings of a connection string or an address that no service of this project reads, plain http, and the
    // users of a development machine.
    [GeneratedRegex("^(REVOCATIONS_|TOKENSTORE_|[A-Z]+_HTTPS?$|services__.+__http__|DevelopmentUsers__)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotDeployed();
}
