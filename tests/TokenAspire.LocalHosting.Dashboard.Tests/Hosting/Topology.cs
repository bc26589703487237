using Microsoft.Extensions.DependencyInjection;
using TokenAspire.LocalHosting.Testing;

[assembly: AssemblyFixture(typeof(TokenAspire.LocalHosting.Dashboard.Tests.Hosting.Topology))]

namespace TokenAspire.LocalHosting.Dashboard.Tests.Hosting;

/// <summary>The tests' app host with its dashboard: a Redis, a Postgres, and two projects, one of which has a secret.</summary>
public sealed class Topology : IAsyncLifetime
{
    public const string Secret = "a-secret-that-is-not-shown";

    private readonly Lock _gate = new();
    private readonly List<string> _announced = [];
    private DistributedApplication? _app;

    internal DistributedApplication App => _app!;

    internal Uri Url => App.GetEndpoint("aspire-dashboard");

    /// <summary>An address at which one browser can log in.</summary>
    internal Uri LoginUrl
    {
        get
        {
            lock (_gate)
            {
                return new Uri(_announced[^1]);
            }
        }
    }

    public async ValueTask InitializeAsync()
    {
        IDistributedApplicationTestingBuilder builder = await DistributedApplicationTestingBuilder.CreateAsync<global::Projects.TokenAspire_LocalHosting_Tests_AppHost>(
            [$"--Parameters:shared-secret={Secret}", $"--AppHost:OtlpApiKey={RunningDashboard.ApiKey}"], (options, _) => options.DisableDashboard = false);
        _app = await builder.BuildAsync();
        _app.Services.GetRequiredService<DashboardServer>().Announce = Keep;
        await _app.StartAsync();
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
        await _app.ResourceNotifications.WaitForResourceHealthyAsync("frontend", limit.Token);
    }

    public async ValueTask DisposeAsync() => await (_app?.DisposeAsync() ?? ValueTask.CompletedTask);

    internal async Task<HttpClient> LogInAsync()
    {
        HttpClient client = new(new SocketsHttpHandler()) { BaseAddress = Url };
        using HttpResponseMessage response = await client.GetAsync(LoginUrl, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode);
        return client;
    }

    private void Keep(string url)
    {
        lock (_gate)
        {
            _announced.Add(url);
        }
    }
}
