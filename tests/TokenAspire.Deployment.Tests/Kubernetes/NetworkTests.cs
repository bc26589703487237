using System.Text.Json.Nodes;

namespace TokenAspire.Deployment.Tests.Kubernetes;

public sealed class NetworkTests(Overlays overlays) : IClassFixture<Overlays>
{
    [Fact]
    public void What_is_not_allowed_is_denied() => Assert.Contains(overlays.Of("NetworkPolicy"), policy =>
        policy["spec"]!["podSelector"]!.AsObject().Count == 0
        && policy["spec"]!["policyTypes"].Strings().SequenceEqual(["Ingress", "Egress"], StringComparer.Ordinal)
        && policy["spec"]!["ingress"] is null
        && policy["spec"]!["egress"] is null);

    [Fact]
    public void A_service_is_reached_by_its_callers_in_the_manifest_alone() => Assert.All(Manifest.Projects, callee =>
        Assert.Equal(
            Manifest.Projects.Where(caller => Manifest.Calls(caller).Contains(callee, StringComparer.Ordinal)).Order(StringComparer.Ordinal),
            Peers(callee, "ingress", "from").Order(StringComparer.Ordinal)));

    [Fact]
    public void A_service_reaches_what_it_calls_in_the_manifest_alone() => Assert.All(Manifest.Projects, caller =>
        Assert.Equal(Manifest.Calls(caller).Order(StringComparer.Ordinal), Peers(caller, "egress", "to").Order(StringComparer.Ordinal)));

    [Fact]
    public void Postgres_is_reached_by_the_issuer_alone() => Assert.All(overlays.Deployments, deployment =>
        Assert.Equal(deployment.Name() == "issuer", Rules(deployment.Name(), "egress").Any(rule => Ports(rule).Contains(5432))));

    [Fact]
    public void Every_rule_names_its_ports() => Assert.All(
        overlays.Deployments.SelectMany(deployment => Rules(deployment.Name(), "ingress").Concat(Rules(deployment.Name(), "egress"))),
        rule => Assert.NotEmpty(Ports(rule)));

    private IEnumerable<string> Peers(string service, string direction, string side) => Rules(service, direction)
        .SelectMany(rule => rule[side].Items())
        .Where(peer => peer["podSelector"] is not null)
        .SelectMany(peer => overlays.Deployments.Where(deployment => peer["podSelector"]!.Selects(deployment)))
        .Select(deployment => deployment.Name());

    private IEnumerable<JsonNode> Rules(string service, string direction) => overlays.Of("NetworkPolicy")
        .Where(policy => policy["spec"]!["podSelector"]!.Selects(overlays.Get("Deployment", service)))
        .SelectMany(policy => policy["spec"]![direction].Items());

    private static int[] Ports(JsonNode rule) => [.. rule["ports"].Items().Select(port => (int)port["port"]!)];
}
