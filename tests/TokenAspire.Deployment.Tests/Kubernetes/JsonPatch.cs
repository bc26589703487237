using System.Globalization;
using System.Text.Json.Nodes;

namespace TokenAspire.Deployment.Tests.Kubernetes;

/// <summary>RFC 6902 as far as the overlays use it: add (also at a list's end) and replace.</summary>
internal static class JsonPatch
{
    public static void Apply(JsonObject target, JsonArray operations)
    {
        foreach (JsonNode? operation in operations)
        {
            string[] path = [.. ((string)operation!["path"]!).Split('/').Skip(1).Select(Unescape)];
            JsonNode parent = path.SkipLast(1).Aggregate((JsonNode)target, Step);
            Set(parent, path[^1], (string)operation["op"]!, operation["value"]!.DeepClone());
        }
    }

    // RFC 6901 4: ~1 is a slash, ~0 a tilde.
    private static string Unescape(string segment) =>
        segment.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    private static JsonNode Step(JsonNode node, string segment) =>
        (node is JsonArray list ? list[int.Parse(segment, CultureInfo.InvariantCulture)] : node[segment])
        ?? throw new InvalidOperationException($"There is no '{segment}' to patch in {node.GetPath()}.");

    private static void Set(JsonNode parent, string name, string operation, JsonNode value)
    {
        switch (operation, parent)
        {
            case ("add", JsonArray list) when name == "-":
                list.Add(value);
                break;

            // RFC 6902 4.1 lets "add" replace; here that would be one overlay undoing another unawares.
            case ("add", JsonObject members) when !members.ContainsKey(name):
            case ("replace", JsonObject replaced) when replaced.ContainsKey(name):
                parent[name] = value;
                break;
            default:
                throw new InvalidOperationException($"'{operation}' of '{name}' does not fit {parent.GetPath()}.");
        }
    }
}
