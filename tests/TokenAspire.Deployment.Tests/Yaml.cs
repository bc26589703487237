using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace TokenAspire.Deployment.Tests;

/// <summary>YAML as JSON, the way kustomize and Compose read it; a key given twice is an error.</summary>
internal static class Yaml
{
    public static IEnumerable<JsonNode> Documents(string text)
    {
        YamlStream stream = [];
        stream.Load(new StringReader(text));
        return stream.Documents.Select(document => Convert(document.RootNode)!);
    }

    private static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode mapping => Mapping(mapping),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(Convert)]),
        YamlScalarNode { Style: ScalarStyle.Plain } scalar => Plain(scalar.Value!),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new NotSupportedException($"{node.NodeType} at {node.Start}"),
    };

    // "<<: *name" takes over another mapping's entries; the mapping's own win.
    private static JsonObject Mapping(YamlMappingNode mapping)
    {
        JsonObject result = [];
        foreach ((YamlNode key, YamlNode value) in mapping.Children.OrderBy(entry => Name(entry.Key) != "<<"))
        {
            if (Name(key) == "<<")
            {
                result = Convert(value)!.AsObject();
            }
            else
            {
                result[Name(key)] = Convert(value);
            }
        }

        return result;
    }

    private static string Name(YamlNode key) => ((YamlScalarNode)key).Value!;

    private static JsonValue? Plain(string text) => text switch
    {
        "" or "null" or "~" => null,
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        _ when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };
}
