using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using TokenAspire.Issuer.Conformance.Server;

namespace TokenAspire.Issuer.Conformance.NodeClients;

/// <summary>
/// Independent client libraries drive this server and oidc-provider by the same scripts. Both answer the same, but for
/// the differences that the table of <c>docs/protocol.md</c> explains.
/// </summary>
public abstract class NodeClientTests(IServerUnderTest server, OidcProvider provider) : IClassFixture<OidcProvider>
{
    [Theory]
    [InlineData("openid-client.mjs")]
    [InlineData("device.mjs")]
    [InlineData("resources.mjs")]
    [InlineData("oauth4webapi.mjs")]
    [InlineData("passport.mjs")]
    public async Task Independent_clients_see_what_they_see_of_oidc_provider(string script)
    {
        string[][] transcripts = await Task.WhenAll(
            NodeClient.RunAsync(script, Environment(server.Issuer.GetLeftPart(UriPartial.Authority), server.Now)),
            NodeClient.RunAsync(script, Environment(provider.Issuer, TimeProvider.System.GetUtcNow())));

        Dictionary<string, string> answers = Steps(transcripts[0]);
        Dictionary<string, string> peers = Steps(transcripts[1]);
        IEnumerable<string> differences = answers.Keys.Union(peers.Keys, StringComparer.Ordinal)
            .Select(step => (Step: step, Ours: answers.GetValueOrDefault(step, "-"), Theirs: peers.GetValueOrDefault(step, "-")))
            .Where(row => row.Ours != row.Theirs)
            .Select(row => $"| {script} | {row.Step} | {row.Ours} | {row.Theirs} |");

        string explained = Lines(Explained(script));
        string found = Lines(differences);
        Assert.True(explained == found, $"docs/protocol.md explains\n{explained}\nand the answers differ in\n{found}");
    }

    // | script | step | this issuer | oidc-provider | why |
    private static IEnumerable<string> Explained(string script, [CallerFilePath] string thisFile = "") =>
        File.ReadLines(Path.Combine(Path.GetDirectoryName(thisFile)!, "../../../docs/protocol.md"))
            .Where(line => line.StartsWith($"| {script} |", StringComparison.Ordinal))
            .Select(line => line[..(line.LastIndexOf('|', line.LastIndexOf('|') - 1) + 1)]);

    private static string Lines(IEnumerable<string> rows) => string.Join('\n', rows.Order(StringComparer.Ordinal));

    private static Dictionary<string, string> Steps(string[] lines) => lines.Select(line => line.Split(": ", 2))
        .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);

    private Dictionary<string, string> Environment(string issuer, DateTimeOffset now) => new(StringComparer.Ordinal)
    {
        ["CLOCK_AHEAD"] = ((long)(now - TimeProvider.System.GetUtcNow()).TotalMilliseconds).ToString(CultureInfo.InvariantCulture),
        ["ISSUER"] = issuer,
        ["USERNAME"] = "alice",
        ["PASSWORD"] = server.Password,
        ["SCOPE"] = "openid profile offline_access",
        ["CLIENT_ID"] = Registered.Web.ClientId,
        ["CLIENT_SECRET"] = Registered.Web.Secret!,
        ["REDIRECT_URI"] = Registered.Web.RedirectUri,
        ["POST_CLIENT_ID"] = Registered.Other.ClientId,
        ["POST_CLIENT_SECRET"] = Registered.Other.Secret!,
        ["POST_REDIRECT_URI"] = Registered.Other.RedirectUri,
        ["POST_LOGOUT_URI"] = Registered.Web.PostLogoutRedirectUris[0],
        ["DEVICE_ID"] = Registered.Native.ClientId,
        ["RESOURCE"] = Registered.OrdersUri,
        ["DELEGATE_ID"] = Registered.Delegate.ClientId,
        ["DELEGATE_SECRET"] = Registered.Delegate.Secret!,
        ["RESOURCE_SERVER_ID"] = Registered.Asker.ClientId,
        ["RESOURCE_SERVER_SECRET"] = Registered.Asker.Secret!,
        ["WORKER_ID"] = Registered.Worker.ClientId,
        ["WORKER_SECRET"] = Registered.Worker.Secret!,
        ["WORKER_SCOPE"] = "orders:read",
        ["SIGNER_ID"] = Registered.Signer.ClientId,
        ["SIGNER_KEY"] = JsonSerializer.Serialize(Registered.Signer.Key!.PrivateJwk),
        ["AUDIENCE"] = "orders",
    };
}
