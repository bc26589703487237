using System.Text.Json;
using System.Text.RegularExpressions;

namespace TokenAspire.AppHost.Tests;

public sealed partial class ManifestTests
{
    private static CancellationToken Timeout => TestContext.Current.CancellationToken;

    /// <summary>
    /// The expected document is what the publisher of Aspire 13.4.6, built from its sources, writes for this AppHost.cs, and a
    /// newline at its end.
    /// </summary>
    [Theory]
    [InlineData("--operation publish --publisher manifest --output-path {0}")]
    [InlineData("--operation publish --step publish-manifest --output-path {0}")]
    [InlineData("--publisher manifest --output-path {0}")]
    public async Task Each_of_Aspires_command_lines_writes_the_expected_manifest(string commandLine)
    {
        using AppHostProgram host = new();

        (int exitCode, string output) = await host.RunAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, commandLine, host.ManifestPath).Split(' '));

        Assert.True(exitCode == 0, output);
        Assert.Equal(
            await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "expected-manifest.json"), Timeout),
            await File.ReadAllTextAsync(host.ManifestPath, Timeout) + "\n");
    }

    [Fact]
    public async Task A_folder_as_output_path_receives_a_file_of_Aspires_name()
    {
        using AppHostProgram host = new();
        string folder = Path.GetDirectoryName(host.ManifestPath)!;

        (int exitCode, string output) = await host.RunAsync(["--publisher", "manifest", "--output-path", folder]);

        Assert.True(exitCode == 0, output);
        Assert.True(File.Exists(Path.Combine(folder, "aspire-manifest.json")));
    }

    [Fact]
    public async Task No_secret_is_in_the_manifest_or_is_generated_for_it()
    {
        using AppHostProgram host = new();
        string[] parameters = ["dev-user-password", "gateway-bff-secret", "gateway-cookie-secret", "orders-worker-secret", "ops-secret", "resource-server-secret", "key-encryption-secret", "revocations-password", "postgres-password"];

        string manifest = await host.PublishAsync([.. parameters.Select(name => ($"Parameters__{name}", $"clear-{name}-text"))]);

        Assert.DoesNotContain("clear-", manifest, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(host.Home, "secrets.json", SearchOption.AllDirectories));
        using JsonDocument document = JsonDocument.Parse(manifest);
        Assert.All(parameters, name => Assert.True(document.RootElement.GetProperty("resources").GetProperty(name).GetProperty("inputs").GetProperty("value").GetProperty("secret").GetBoolean()));
    }

    [Fact]
    public async Task Every_reference_leads_to_something()
    {
        using AppHostProgram host = new();
        using JsonDocument document = JsonDocument.Parse(await host.PublishAsync());
        JsonElement resources = document.RootElement.GetProperty("resources");

        string[] references = [.. Reference().Matches(document.RootElement.GetRawText()).Select(match => match.Groups["path"].Value).Distinct(StringComparer.Ordinal)];

        Assert.Contains("issuer.bindings.https.url", references, StringComparer.Ordinal);
        Assert.All(references, reference => Assert.True(Leads(resources, reference.Split('.')), reference));
    }

    [Fact]
    public async Task The_same_application_is_always_the_same_manifest()
    {
        using AppHostProgram first = new();
        using AppHostProgram second = new();

        Assert.Equal(await first.PublishAsync(), await second.PublishAsync());
    }

    /// <summary>What a deployment tool computes from a resource rather than reads in it: a value, a binding's URL.</summary>
    private static bool Leads(JsonElement resources, string[] path)
    {
        if (!resources.TryGetProperty(path[0], out JsonElement resource))
        {
            return false;
        }

        return path[1..] switch
        {
            ["value"] => resource.GetProperty("type").GetString() is "parameter.v0" or "annotated.string",
            ["inputs", string input] => resource.GetProperty("inputs").TryGetProperty(input, out _),
            ["connectionString"] => resource.TryGetProperty("connectionString", out _),
            ["bindings", string binding, "url" or "host" or "port" or "scheme" or "targetPort"] => resource.GetProperty("bindings").TryGetProperty(binding, out _),
            _ => false,
        };
    }

    [GeneratedRegex(@"\{(?<path>[a-z][\w.-]*)\}", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Reference();
}
