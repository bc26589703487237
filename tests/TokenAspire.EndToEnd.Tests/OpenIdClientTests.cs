using TokenAspire.EndToEnd.Tests.NodeClients;
using TokenAspire.EndToEnd.Tests.Topology;

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
            ["RESOURCE_SERVER_SECRET"] = topology.Secrets["resource-server-secret"],
        });

        Assert.Equal(["discovery", "authorization_code", "userinfo", "refresh_token", "introspection", "revocation"], steps);
    }
}
