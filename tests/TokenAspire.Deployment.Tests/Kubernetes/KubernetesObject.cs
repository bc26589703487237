using System.Text.Json.Nodes;

namespace TokenAspire.Deployment.Tests.Kubernetes;

internal static class KubernetesObject
{
    public static string Kind(this JsonObject item) => (string)item["kind"]!;

    public static string Name(this JsonObject item) => (string)item["metadata"]!["name"]!;

    public static JsonNode Pod(this JsonObject deployment) => deployment["spec"]!["template"]!["spec"]!;

    public static JsonNode Container(this JsonObject deployment) => Assert.Single(deployment.Pod()["containers"]!.AsArray())!;

    public static IEnumerable<JsonNode> Items(this JsonNode? list) => list?.AsArray().Select(item => item!) ?? [];

    public static IEnumerable<string> Strings(this JsonNode? list) => list.Items().Select(item => (string)item!);

    public static bool Selects(this JsonNode selector, JsonObject deployment) => selector["matchLabels"].Labels(deployment);

    public static bool Labels(this JsonNode? labels, JsonObject deployment) => labels?.AsObject().All(label =>
        (string?)deployment["spec"]!["template"]!["metadata"]!["labels"]![label.Key] == (string?)label.Value) ?? true;
}
