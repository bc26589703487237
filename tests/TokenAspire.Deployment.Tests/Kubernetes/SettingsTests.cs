using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace TokenAspire.Deployment.Tests.Kubernetes;

public sealed partial class SettingsTests(Overlays overlays) : IClassFixture<Overlays>
{
    [Fact]
    public void Every_setting_of_the_manifest_reaches_its_service() => Assert.All(Manifest.Projects, project => Assert.Empty(
        Manifest.DeployedSettings(project).Except([.. Plain(project), .. Secret(project)], StringComparer.Ordinal)));

    [Fact]
    public void What_is_secret_in_the_manifest_is_a_mounted_file_and_nothing_else_is() => Assert.All(Manifest.Projects, project => Assert.Equal(
        Manifest.DeployedSecrets(project).Order(StringComparer.Ordinal),
        Secret(project).Order(StringComparer.Ordinal)));

    [Fact]
    public void No_secret_is_in_clear()
    {
        Assert.Empty(overlays.Of("Secret"));
        Assert.All(Manifest.Projects, project => Assert.Empty(Plain(project).Intersect(Manifest.SecretSettings(project), StringComparer.Ordinal)));
        Assert.All(
            Directory.EnumerateFiles(Repository.Path("deploy"), "*", SearchOption.AllDirectories).Where(file => !IsOperators().IsMatch(file)),
            file => Assert.DoesNotMatch(InClear(), File.ReadAllText(file)));
    }

    [Theory]
    [InlineData("SecretsFolder", "secrets")]
    [InlineData("Kestrel__Certificates__Default__Path", "tls")]
    [InlineData("Kestrel__Certificates__Default__KeyPath", "tls")]
    [InlineData("SSL_CERT_DIR", "ca")]
    public void A_path_in_the_settings_is_where_its_volume_is_mounted(string setting, string volume) => Assert.All(overlays.Deployments, deployment =>
    {
        JsonNode mount = Assert.Single(deployment.Container()["volumeMounts"].Items(), item => (string?)item["name"] == volume);
        Assert.StartsWith((string)mount["mountPath"]!, (string?)Data(deployment.Name())[setting], StringComparison.Ordinal);
    });

    [Fact]
    public void Everybody_means_the_same_issuer_and_the_issuer_itself() => Assert.All(Manifest.Projects, project =>
    {
        Assert.Equal((string?)Data("issuer")["Issuer__Identifier"], (string?)Data(project)["TokenVerification__Authority"]);
        Assert.Equal("", (string?)Data(project)["HTTP_PORTS"]);
    });

    private JsonNode Data(string project) => overlays.Get("ConfigMap", $"{project}-env")["data"]!;

    private IEnumerable<string> Plain(string project) => Data(project).AsObject().Select(entry => entry.Key)
        .Concat(overlays.Get("Deployment", project).Container()["env"].Items().Select(variable => (string)variable["name"]!));

    private IEnumerable<string> Secret(string project) =>
        overlays.Get("ExternalSecret", $"{project}-secrets")["spec"]!["data"].Items().Select(item => (string)item["secretKey"]!);

    // What the operator puts beside the documents, and git ignores (deploy/*/.gitignore).
    [GeneratedRegex("/generated/|/compose/(secrets|tls)/", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IsOperators();

    [GeneratedRegex("-----BEGIN|(?i:password|pwd)\\s*[=:]\\s*[^\\s$<{]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InClear();
}
