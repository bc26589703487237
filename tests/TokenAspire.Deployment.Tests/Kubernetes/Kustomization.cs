using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace TokenAspire.Deployment.Tests.Kubernetes;

/// <summary>Builds a kustomization as far as the overlays go; what it does not know, it refuses.</summary>
internal static class Kustomization
{
    private static readonly string[] Known =
        ["apiVersion", "kind", "namespace", "resources", "configMapGenerator", "components", "patches"];

    public static List<JsonObject> Build(string folder)
    {
        List<JsonObject> objects = [];
        Add(folder, objects);
        return objects;
    }

    private static void Add(string folder, List<JsonObject> objects)
    {
        JsonObject kustomization = Yaml.Documents(File.ReadAllText(Path.Combine(folder, "kustomization.yaml"))).Single().AsObject();
        Assert.Empty(kustomization.Select(entry => entry.Key).Except(Known, StringComparer.Ordinal));

        foreach (string resource in List(kustomization, "resources").Select(entry => (string)entry!))
        {
            objects.AddRange(Yaml.Documents(File.ReadAllText(Path.Combine(folder, resource))).Select(document => document.AsObject()));
        }

        objects.AddRange(List(kustomization, "configMapGenerator").Select(generator => ConfigMap(folder, generator!)));
        foreach (string component in List(kustomization, "components").Select(entry => (string)entry!))
        {
            Add(Path.Combine(folder, component), objects);
        }

        foreach (JsonNode? patch in List(kustomization, "patches"))
        {
            Patch(folder, patch!, objects);
        }
    }

    private static void Patch(string folder, JsonNode patch, List<JsonObject> objects)
    {
        string text = (string?)patch["patch"] ?? File.ReadAllText(Path.Combine(folder, (string)patch["path"]!));
        Regex name = new($"^({(string)patch["target"]!["name"]!})$", RegexOptions.None, TimeSpan.FromSeconds(1));
        JsonObject[] targets =
        [
            .. objects.Where(candidate => candidate.Kind() == (string)patch["target"]!["kind"]! && name.IsMatch(candidate.Name())),
        ];
        Assert.NotEmpty(targets);
        foreach (JsonObject target in targets)
        {
            JsonPatch.Apply(target, Yaml.Documents(text).Single().AsArray());
        }
    }

    private static JsonObject ConfigMap(string folder, JsonNode generator) => new()
    {
        ["kind"] = "ConfigMap",
        ["metadata"] = new JsonObject { ["name"] = (string)generator["name"]! },
        ["data"] = new JsonObject(generator["envs"]!.AsArray()
            .SelectMany(file => EnvironmentFile.Read(Path.Combine(folder, (string)file!)))
            .Select(setting => KeyValuePair.Create(setting.Name, (JsonNode?)setting.Value))),
    };

    private static JsonArray List(JsonObject kustomization, string key) => kustomization[key]?.AsArray() ?? [];
}
