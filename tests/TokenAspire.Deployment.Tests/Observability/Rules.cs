using System.Text.Json.Nodes;

namespace TokenAspire.Deployment.Tests.Observability;

internal static class Rules
{
    public static IReadOnlyList<JsonNode> All { get; } =
    [
        .. Yaml.Documents(Repository.Read("deploy/observability/rules.yaml")).Single()["groups"]!.AsArray().SelectMany(group => group!["rules"]!.AsArray()).Select(rule => rule!),
    ];

    public static IEnumerable<JsonNode> Alerts => All.Where(rule => rule["alert"] is not null);
}
