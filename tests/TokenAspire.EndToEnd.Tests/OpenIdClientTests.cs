using TokenAspire.EndToEnd.Tests.Topology;
using TokenAspire.Issuer.Conformance.NodeClients;
using TokenAspire.TestTopology.Clients;

namespace TokenAspire.EndToEnd.Tests;

/// <summary>An independent, OpenID-certified client library is content with the issuer.</summary>
public sealed class OpenIdClientTests(SharedTopology topology)
{
    [Fact]
    public async Task Openid_client_discovers_logs_in_refreshes_introspects_and_revokes()
    {
        string[] steps = await NodeClient.RunAsync("openid-client.mjs", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ISSUER"] = topology.Issuer.AbsoluteUri.TrimEnd('/'),
            ["USERNAME"] = "alice",
            ["PASSWORD"] = topology.Password,
            ["SCOPE"] = "openid profile offline_access orders:read",
            ["CLIENT_ID"] = UserAgent.ClientId,
            ["REDIRECT_URI"] = UserAgent.RedirectUri,
            ["RESOURCE_SERVER_ID"] = "resource-server",
            ["RESOURCE_SERVER_SECRET"] = topology.Secrets["resource-server-secret"],
        });

        Assert.All(
            (string[])["discovery", "authorization_code", "userinfo", "refresh_token", "introspection", "revocation"],
            step => Assert.Contains(steps, line => line.StartsWith(step + ": 200", StringComparison.Ordinal)));
        Assert.Contains("refresh_after_revocation: 400 invalid_grant", steps);
        Assert.Contains("access_token_after_revocation: inactive", steps);
    }
}
