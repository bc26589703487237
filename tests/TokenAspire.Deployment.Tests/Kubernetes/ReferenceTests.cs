using System.Text.Json.Nodes;

namespace TokenAspire.Deployment.Tests.Kubernetes;

public sealed class ReferenceTests(Overlays overlays) : IClassFixture<Overlays>
{
    private readonly string[] _secrets =
    [
        .. overlays.Of("ExternalSecret").Select(item => (string)item["spec"]!["target"]!["name"]!),
        .. overlays.Of("Certificate").Select(item => (string)item["spec"]!["secretName"]!),
    ];

    [Fact]
    public void No_two_objects_share_a_kind_and_a_name() => Assert.Equal(
        overlays.All.Count,
        overlays.All.Select(item => (item.Kind(), item.Name())).Distinct().Count());

    [Fact]
    public void Settings_and_secrets_that_a_pod_names_exist() => Assert.All(overlays.Deployments, deployment =>
    {
        JsonNode source = Assert.Single(deployment.Container()["envFrom"].Items());
        Assert.NotNull(overlays.Get("ConfigMap", (string)source["configMapRef"]!["name"]!));
        Assert.All(
            deployment.Pod()["volumes"].Items().Where(volume => volume["secret"] is not null),
            volume => Assert.Contains((string)volume["secret"]!["secretName"]!, _secrets));
    });

    [Fact]
    public void A_pod_mounts_its_own_secrets_and_certificate_and_no_other() => Assert.All(overlays.Deployments, deployment => Assert.Equal(
        [$"{deployment.Name()}-secrets", $"{deployment.Name()}-tls"],
        deployment.Pod()["volumes"].Items().Select(volume => (string?)volume["secret"]?["secretName"]).OfType<string>().Distinct(StringComparer.Ordinal)));

    [Fact]
    public void What_is_mounted_is_a_volume_and_each_volume_is_mounted() => Assert.All(overlays.Deployments, deployment => Assert.Equal(
        deployment.Pod()["volumes"].Items().Select(volume => (string)volume["name"]!),
        deployment.Container()["volumeMounts"].Items().Select(mount => (string)mount["name"]!)));

    [Fact]
    public void A_service_selects_its_own_pods_and_a_port_they_have() => Assert.All(overlays.Of("Service"), service =>
    {
        JsonObject deployment = Assert.Single(overlays.Deployments, item => service["spec"]!["selector"].Labels(item));
        Assert.Equal(service.Name(), deployment.Name());
        Assert.Equal(
            service["spec"]!["ports"].Items().Select(port => (int)port["targetPort"]!),
            deployment.Container()["ports"].Items().Select(port => (int)port["containerPort"]!));
    });

    [Fact]
    public void A_certificate_has_an_authority_here_and_names_its_service() => Assert.All(overlays.Of("Certificate"), certificate =>
    {
        JsonObject authority = overlays.Get("Issuer", (string)certificate["spec"]!["issuerRef"]!["name"]!);
        if (!((bool?)certificate["spec"]!["isCA"] ?? false))
        {
            Assert.Contains((string)authority["spec"]!["ca"]!["secretName"]!, _secrets);
            Assert.Contains(overlays.Get("Service", certificate.Name()).Name(), certificate["spec"]!["dnsNames"].Strings());
        }
    });

    [Fact]
    public void A_service_is_called_by_a_name_and_port_that_exist_and_that_its_certificate_has() => Assert.All(overlays.Deployments, caller =>
        Assert.All(Manifest.Calls(caller.Name()), callee =>
        {
            JsonNode settings = overlays.Get("ConfigMap", $"{caller.Name()}-env")["data"]!;
            Uri address = new((string)settings[$"services__{callee}__https__0"]!);
            Assert.Equal(Uri.UriSchemeHttps, address.Scheme);
            Assert.Contains(address.Port, overlays.Get("Service", address.Host)["spec"]!["ports"].Items().Select(port => (int)port["port"]!));
            Assert.Contains(address.Host, overlays.Get("Certificate", callee)["spec"]!["dnsNames"].Strings());
        }));
}
