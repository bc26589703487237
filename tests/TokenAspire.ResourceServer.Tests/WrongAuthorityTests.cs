using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TokenAspire.ResourceServer.Tests;

/// <summary>A wrong or unreachable authority: one clear log, an unready health check, and 503 instead of a silent 401.</summary>
public sealed class WrongAuthorityTests(RevocationStore store)
{
    [Theory]
    [InlineData("name", "its name cannot be resolved")]
    [InlineData("port", "nobody listens there")]
    [InlineData("certificate", "its TLS certificate is not accepted")]
    [InlineData("path", "it has no discovery document (404)")]
    [InlineData("page", "its discovery document is not the JSON that it should be")]
    [InlineData("issuer", "its discovery document names another issuer")]
    [InlineData("no keys", "its key set has no usable key")]
    [InlineData("down", "it answers with 503")]
    public async Task What_is_wrong_is_logged_once_with_its_fix_and_keeps_the_service_unready(string mistake, string problem)
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        string authority = Spoil(issuer, mistake);
        await using TestResource resource = await TestResource.StartAsync(
            issuer, store.ConnectionString, options => options.Authority = authority);

        await TestResource.EventuallyAsync(() => Task.FromResult(
            resource.Measurements.Count("tokenaspire.jwks.refreshes{trigger=startup,outcome=failed}") >= 2));

        string log = Assert.Single(resource.Log.Errors, line => line.Contains("IssuerKeySet", StringComparison.Ordinal));
        Assert.Contains($"from the issuer {authority}, {problem}. To mend it: ", log, StringComparison.Ordinal);
        HealthReport health = await KeyLifetimeTests.CheckKeysAsync(resource);
        Assert.Equal(HealthStatus.Unhealthy, health.Status);
        Assert.Contains(problem, health.Entries.Single().Value.Description, StringComparison.Ordinal);
        Answer answer = await resource.GetAsync("/orders", issuer.CreateToken());
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "keys_unavailable"), (answer.Status, answer.Reason));
    }

    private static string Spoil(TestIssuer issuer, string mistake)
    {
        switch (mistake)
        {
            case "name":
                return "https://issuer.invalid";
            case "port":
                return $"https://localhost:{UnusedPort()}";
            case "certificate":
                return issuer.Url.Replace("localhost", "127.0.0.2", StringComparison.Ordinal);
            case "path":
                return issuer.Url + "/elsewhere";
            case "page":
                return issuer.Url + "/page";
            case "issuer":
                issuer.Issuer = "https://another.example";
                break;
            case "no keys":
                issuer.PublishedKeys.Clear();
                break;
            default:
                issuer.IsAvailable = false;
                break;
        }

        return issuer.Url;
    }

    private static int UnusedPort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
