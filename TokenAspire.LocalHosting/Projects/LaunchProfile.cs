using System.Text.Json;
using System.Text.Json.Serialization;

namespace TokenAspire.LocalHosting.Projects;

/// <summary>How a project is started in development: the first profile of <c>Properties/launchSettings.json</c> that runs the project itself.</summary>
internal sealed record LaunchProfile
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    [JsonIgnore]
    public string Name { get; init; } = string.Empty;

    public string? CommandName { get; init; }

    public string? ApplicationUrl { get; init; }

    public IReadOnlyDictionary<string, string> EnvironmentVariables { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IEnumerable<Uri> Urls =>
        (ApplicationUrl ?? string.Empty).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(url => new Uri(url));

    public static LaunchProfile? Read(string projectPath)
    {
        string file = Path.Combine(Path.GetDirectoryName(projectPath)!, "Properties", "launchSettings.json");
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            Settings? settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(file), Format);
            return settings?.Profiles.Where(profile => profile.Value.CommandName == "Project")
                .Select(profile => profile.Value with { Name = profile.Key }).FirstOrDefault();
        }
        catch (JsonException malformed)
        {
            throw new DistributedApplicationException($"{file} is not readable as launch settings: {malformed.Message}", malformed);
        }
    }

    private sealed record Settings
    {
        public IReadOnlyDictionary<string, LaunchProfile> Profiles { get; init; } = new Dictionary<string, LaunchProfile>(StringComparer.Ordinal);
    }
}
