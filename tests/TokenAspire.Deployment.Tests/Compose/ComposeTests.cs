using System.Text.Json.Nodes;

namespace TokenAspire.Deployment.Tests.Compose;

public sealed class ComposeTests
{
    private const string Folder = "deploy/compose";

    private static readonly string Text = Repository.Read($"{Folder}/compose.yaml");
    private static readonly JsonNode Document = Yaml.Documents(Text).Single();
    private static readonly JsonObject Services = Document["services"]!.AsObject();

    [Fact]
    public void The_services_are_the_projects_of_the_manifest() =>
        Assert.Equal(Manifest.Projects.Order(StringComparer.Ordinal), Services.Select(service => service.Key).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_setting_and_secret_of_the_manifest_reaches_its_service() => Assert.All(Services, service =>
    {
        string[] settings = [.. Settings(service.Value!).Select(setting => setting.Name)];
        string[] secrets = [.. Secrets(service.Value!).Select(secret => (string)secret["target"]!)];
        Assert.Empty(Manifest.DeployedSettings(service.Key).Except([.. settings, .. secrets], StringComparer.Ordinal));
        Assert.Equal(Manifest.DeployedSecrets(service.Key).Order(StringComparer.Ordinal), secrets.Order(StringComparer.Ordinal));
    });

    [Fact]
    public void Every_secret_is_a_file_outside_the_repository()
    {
        Assert.All(
            Services.SelectMany(service => Secrets(service.Value!)),
            secret => Assert.NotNull(Document["secrets"]![(string)secret["source"]!]));
        Assert.All(Document["secrets"]!.AsObject(), secret => Assert.StartsWith("./secrets/", (string?)secret.Value!["file"], StringComparison.Ordinal));
        Assert.Contains("/secrets/", File.ReadLines(Repository.Path($"{Folder}/.gitignore")));
    }

    // What was generated has secrets in clear in the environment and publishes every port.
    [Theory]
    [InlineData("environment")]
    [InlineData("ports")]
    public void What_was_generated_is_put_aside(string key) =>
        Assert.Equal(Services.Count, Text.Split('\n').Count(line => line.StartsWith($"    {key}: !override", StringComparison.Ordinal)));

    [Fact]
    public void Only_issuer_and_gateway_are_published_and_only_to_the_edge_on_this_machine() => Assert.All(Services, service =>
    {
        string[] ports = [.. service.Value!["ports"]!.AsArray().Select(port => (string)port!)];
        Assert.Equal(service.Key is "issuer" or "gateway" ? 1 : 0, ports.Length);
        Assert.All(ports, port => Assert.Matches("^127\\.0\\.0\\.1:[0-9]+:8443$", port));
    });

    [Fact]
    public void Every_container_runs_unprivileged() => Assert.All(Services, service =>
    {
        Assert.True((bool)service.Value!["read_only"]!);
        Assert.Equal("ALL", (string?)Assert.Single(service.Value["cap_drop"]!.AsArray()));
        Assert.Equal("no-new-privileges:true", (string?)Assert.Single(service.Value["security_opt"]!.AsArray()));
    });

    [Fact]
    public void A_path_in_the_settings_is_mounted_from_the_services_own_folder() => Assert.All(Services, service =>
    {
        string[] volumes = [.. service.Value!["volumes"]!.AsArray().Select(volume => (string)volume!)];
        Assert.Equal([$"./tls/{service.Key}:/etc/tokenaspire/tls:ro", "./tls/ca:/etc/tokenaspire/ca:ro"], volumes);
        Assert.Contains(("Kestrel__Certificates__Default__Path", "/etc/tokenaspire/tls/tls.crt"), Settings(service.Value));
    });

    private static IEnumerable<(string Name, string Value)> Settings(JsonNode service) => service["env_file"]!.AsArray()
        .SelectMany(file => EnvironmentFile.Read(Path.Combine(Repository.Path(Folder), (string)file!)));

    private static IEnumerable<JsonNode> Secrets(JsonNode service) => service["secrets"]!.AsArray().Select(secret => secret!);
}
