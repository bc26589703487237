using System.Net;
using TokenAspire.EndToEnd.Tests.Topology;
using TokenAspire.TestTopology;

namespace TokenAspire.EndToEnd.Tests;

/// <summary>A revoked token is refused by every verifier, at the gateway and when a service is asked directly.</summary>
internal static class RefusedEverywhere
{
    private static readonly (string Service, HttpMethod Method, string Path)[] Doors =
    [
        ("gateway", HttpMethod.Get, "/api/orders"),
        ("orders", HttpMethod.Get, "/orders"),
        ("inventory", HttpMethod.Get, "/items/widget"),
        ("shipping", HttpMethod.Post, "/slots"),
    ];

    public static async Task AsAsync(TopologyFixture topology, string token, string reason)
    {
        foreach ((string service, HttpMethod method, string path) in Doors)
        {
            // The issuer, when asked, does not say why (RFC 7662 section 2.2).
            string[] reasons = service == topology.AsksTheIssuer ? [reason, "revoked_token"] : [reason];
            await Eventually.TrueAsync($"{service} refuses the token", async () =>
            {
                using HttpResponseMessage response = await topology.App.SendAsync(service, method, path, token);
                if (response.StatusCode != HttpStatusCode.Unauthorized)
                {
                    return false;
                }

                Assert.Contains(await response.ReasonAsync(), reasons);
                return true;
            });
        }
    }
}
