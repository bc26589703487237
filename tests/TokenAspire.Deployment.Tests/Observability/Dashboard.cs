using System.Text.Json.Nodes;

namespace TokenAspire.Deployment.Tests.Observability;

internal static class Dashboard
{
    public static JsonNode Document { get; } = JsonNode.Parse(Repository.Read("deploy/observability/dashboard.json"))!;

    /// <summary>The panels that show something; a row is only a heading.</summary>
    public static IReadOnlyList<JsonNode> Panels { get; } =
        [.. Document["panels"]!.AsArray().Select(panel => panel!).Where(panel => (string?)panel["type"] != "row")];
}
