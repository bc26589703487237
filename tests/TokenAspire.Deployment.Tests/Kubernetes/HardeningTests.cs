using System.Globalization;
using System.Text.Json.Nodes;

namespace TokenAspire.Deployment.Tests.Kubernetes;

public sealed class HardeningTests(Overlays overlays) : IClassFixture<Overlays>
{
    // The "restricted" pod security standard, and a root file system that cannot be written.
    [Fact]
    public void Every_pod_runs_unprivileged() => Assert.All(overlays.Deployments, deployment =>
    {
        JsonNode pod = deployment.Pod()["securityContext"]!;
        Assert.True((bool)pod["runAsNonRoot"]!);
        Assert.NotEqual(0, (int)pod["runAsUser"]!);
        Assert.Equal("RuntimeDefault", (string?)pod["seccompProfile"]!["type"]);

        JsonNode container = deployment.Container()["securityContext"]!;
        Assert.False((bool)container["allowPrivilegeEscalation"]!);
        Assert.True((bool)container["readOnlyRootFilesystem"]!);
        Assert.Equal(["ALL"], container["capabilities"]!["drop"].Strings());
        Assert.Null(container["privileged"]);
    });

    [Fact]
    public void No_pod_holds_a_key_to_the_API_server_or_knows_its_neighbours() => Assert.All(overlays.Deployments, deployment =>
    {
        Assert.False((bool)deployment.Pod()["automountServiceAccountToken"]!);
        Assert.False((bool)deployment.Pod()["enableServiceLinks"]!);
    });

    [Fact]
    public void Every_container_says_what_it_needs() => Assert.All(overlays.Deployments, deployment =>
    {
        JsonNode resources = deployment.Container()["resources"]!;
        Assert.NotNull(resources["requests"]!["cpu"]);
        Assert.NotNull(resources["requests"]!["memory"]);
        Assert.NotNull(resources["limits"]!["memory"]);
    });

    // Measured at 1,006 MiB (docs/gateway.md); a pod of 512 MiB would be killed with half of them.
    [Fact]
    public void A_gateway_has_room_for_ten_thousand_connections()
    {
        string limit = (string)overlays.Get("Deployment", "gateway").Container()["resources"]!["limits"]!["memory"]!;

        Assert.EndsWith("Gi", limit, StringComparison.Ordinal);
        Assert.InRange(int.Parse(limit[..^2], CultureInfo.InvariantCulture), 2, int.MaxValue);
    }

    [Fact]
    public void The_only_folder_that_can_be_written_is_for_temporary_files() => Assert.All(overlays.Deployments, deployment =>
    {
        JsonNode writable = Assert.Single(deployment.Container()["volumeMounts"].Items(), mount => !((bool?)mount["readOnly"] ?? false));
        Assert.Equal("/tmp", (string?)writable["mountPath"]);
    });
}
