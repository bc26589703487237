using System.Security.Cryptography;
using TokenAspire.TestTopology.Clients;

namespace TokenAspire.TestTopology;

/// <summary>
/// The whole topology, started from <c>AppHost.cs</c> on random ports, with secrets that whoever started it knows.
/// </summary>
internal sealed class RunningTopology : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    private RunningTopology(DistributedApplication app, IReadOnlyDictionary<string, string> secrets) => (App, Secrets) = (app, secrets);

    /// <summary>The services that verify tokens; the issuer is not among them.</summary>
    public static IReadOnlyList<string> Verifiers { get; } = ["gateway", "orders", "inventory", "shipping"];

    public DistributedApplication App { get; }

    /// <summary>A secret parameter's value in this topology.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; }

    public Uri Issuer => App.GetEndpoint("issuer", "https");

    public string Password => Secrets["dev-user-password"];

    /// <summary>Starts it and waits until every service is healthy.</summary>
    /// <param name="change">What is different for each service.</param>
    /// <param name="dashboardToken">What logs a browser in at the dashboard; null for no dashboard.</param>
    public static async Task<RunningTopology> StartAsync(Action<IResourceBuilder<ProjectResource>> change, string? dashboardToken = null)
    {
        Dictionary<string, string> secrets = CreateSecrets();
        IDistributedApplicationTestingBuilder appHost = await DistributedApplicationTestingBuilder.CreateAsync<Projects.TokenAspire_AppHost>(
            [.. secrets.Select(secret => $"--Parameters:{secret.Key}={secret.Value}"), $"--AppHost:BrowserToken={dashboardToken}"],
            (options, _) => options.DisableDashboard = dashboardToken is null);
        foreach (ProjectResource project in appHost.Resources.OfType<ProjectResource>())
        {
            change(appHost.CreateResourceBuilder(project).LiftRateLimits());
        }

        RunningTopology topology = new(await appHost.BuildAsync(), secrets);
        try
        {
            await topology.App.StartAsync();
            foreach (string verifier in Verifiers)
            {
                await topology.HealthyAsync(verifier, CancellationToken.None);
            }

            return topology;
        }
        catch
        {
            await topology.DisposeAsync();
            throw;
        }
    }

    public async Task HealthyAsync(string resource, CancellationToken ct)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(StartLimit);
        await App.ResourceNotifications.WaitForResourceHealthyAsync(resource, limit.Token);
    }

    public UserAgent OpenBrowser() => new(Issuer);

    public async Task<TokenResponse> LogInAsync(string username, string scope = UserAgent.AllScopes)
    {
        using UserAgent browser = OpenBrowser();
        return await browser.LogInAsync(username, Password, scope);
    }

    public async Task<TokenResponse> OperatorTokenAsync()
    {
        using HttpClient issuer = App.CreateHttpClient("issuer", "https");
        return await TokenEndpoint.ClientCredentialsAsync(issuer, "ops", Secrets["ops-secret"], "tokens:admin");
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    private static Dictionary<string, string> CreateSecrets() => new[]
    {
        "dev-user-password", "gateway-bff-secret", "gateway-cookie-secret", "orders-worker-secret", "ops-secret", "resource-server-secret", "key-encryption-secret",
    }.ToDictionary(name => name, _ => RandomNumberGenerator.GetHexString(48), StringComparer.Ordinal);
}
