using System.Text.Json.Nodes;

namespace TokenAspire.Deployment.Tests.Kubernetes;

public sealed class AvailabilityTests(Overlays overlays) : IClassFixture<Overlays>
{
    private const int HostDrainSeconds = 30; // HostOptions.ShutdownTimeout

    [Fact]
    public void The_workloads_are_the_projects_of_the_manifest() =>
        Assert.Equal(Manifest.Projects.Order(StringComparer.Ordinal), overlays.Deployments.Select(item => item.Name()).Order(StringComparer.Ordinal));

    // The issuer's own readiness includes its keys, read by its public name: through the edge, which sends to ready pods.
    [Fact]
    public void Every_service_is_probed_over_tls_and_restarted_only_for_its_own_sake() => Assert.All(overlays.Deployments, deployment =>
    {
        JsonNode container = deployment.Container();
        Assert.Equal("/alive", (string?)Probe(container, "startupProbe")["path"]);
        Assert.Equal(deployment.Name() == "issuer" ? "/alive" : "/health", (string?)Probe(container, "readinessProbe")["path"]);
        Assert.Equal("/alive", (string?)Probe(container, "livenessProbe")["path"]);
    });

    [Fact]
    public void Every_service_has_two_replicas_and_a_budget_that_leaves_one() => Assert.All(overlays.Deployments, deployment =>
    {
        int replicas = (int)deployment["spec"]!["replicas"]!;
        Assert.True(replicas >= 2);
        JsonObject budget = Assert.Single(overlays.Of("PodDisruptionBudget"), item => item["spec"]!["selector"]!.Selects(deployment));
        Assert.InRange((int)budget["spec"]!["maxUnavailable"]!, 1, replicas - 1);
    });

    [Fact]
    public void A_rollout_never_has_fewer_pods_and_ends_each_only_when_it_has_drained() => Assert.All(overlays.Deployments, deployment =>
    {
        Assert.Equal(0, (int)deployment["spec"]!["strategy"]!["rollingUpdate"]!["maxUnavailable"]!);
        int sleep = (int)deployment.Container()["lifecycle"]!["preStop"]!["sleep"]!["seconds"]!;
        Assert.True(sleep > 0);
        Assert.True((int)deployment.Pod()["terminationGracePeriodSeconds"]! > sleep + HostDrainSeconds);
    });

    [Fact]
    public void Pods_of_one_service_are_spread_over_zones_and_nodes() => Assert.All(overlays.Deployments, deployment =>
    {
        JsonNode[] constraints = [.. deployment.Pod()["topologySpreadConstraints"].Items()];
        Assert.Equal(["topology.kubernetes.io/zone", "kubernetes.io/hostname"], constraints.Select(item => (string)item["topologyKey"]!));
        Assert.All(constraints, item =>
        {
            Assert.True(item["labelSelector"]!.Selects(deployment));
            Assert.Contains("app", item["matchLabelKeys"].Strings());
        });
    });

    private static JsonNode Probe(JsonNode container, string name)
    {
        JsonNode request = container[name]!["httpGet"]!;
        Assert.Equal("HTTPS", (string?)request["scheme"]);
        Assert.Contains((int)request["port"]!, container["ports"].Items().Select(port => (int)port["containerPort"]!));
        return request;
    }
}
