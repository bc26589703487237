using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TokenAspire.Gateway.Proxy;
using TokenAspire.Propagation;

namespace TokenAspire.Gateway.Tests.Edge;

/// <summary>The gateway's forwarding alone, in front of instances that a test has started.</summary>
internal static class ForwardingGateway
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<int[]> StatusesAsync(WebApplication gateway, HttpMethod method, int requests)
    {
        using HttpClient client = Client(gateway);
        List<int> statuses = [];
        for (int i = 0; i < requests; i++)
        {
            using HttpRequestMessage request = new(method, "/api/orders");
            using HttpResponseMessage response = await client.SendAsync(request, Cancel);
            statuses.Add((int)response.StatusCode);
        }

        return [.. statuses];
    }

    public static HttpClient Client(WebApplication gateway)
    {
        HttpClient client = gateway.Services.GetRequiredService<IHttpClientFactory>().CreateClient("outside");
        client.BaseAddress = new Uri(gateway.Urls.Single());
        return client;
    }

    public static Task EventuallyAsync(Func<bool> isTrue) => EventuallyAsync(() => Task.FromResult(isTrue()));

    public static async Task EventuallyAsync(Func<Task<bool>> isTrue)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(10));
        while (!await isTrue())
        {
            await timer.WaitForNextTickAsync(Cancel);
        }
    }

    // The gateway's own settings, open to anyone.
    public static Task<WebApplication> GatewayAsync(Instance[] instances, bool probed = false, params (string Name, string Value)[] settings) =>
        GatewayAsync([.. instances.Select(instance => instance.Address)], probed, settings);

    public static async Task<WebApplication> GatewayAsync(string[] instances, bool probed = false, params (string Name, string Value)[] settings)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "gateway.json"));
        Dictionary<string, string?> all = new(StringComparer.Ordinal)
        {
            ["ReverseProxy:Clusters:orders:Destinations:orders:Address"] = "http://orders",
            ["ReverseProxy:Clusters:inventory:Destinations:inventory:Address"] = "http://orders",
            ["ReverseProxy:Clusters:orders:HealthCheck:Active:Enabled"] = $"{probed}",
            ["ReverseProxy:Clusters:orders:HealthCheck:Active:Interval"] = "00:00:00.100",
            ["ReverseProxy:Clusters:inventory:HealthCheck:Active:Enabled"] = "false",
            ["HttpResilience:Retries"] = "0",
        };
        for (int i = 0; i < instances.Length; i++)
        {
            all[$"services:orders:http:{i}"] = instances[i];
        }

        foreach (string route in new[] { "orders", "orders-identity", "orders-in-full", "inventory" })
        {
            all[$"ReverseProxy:Routes:{route}:AuthorizationPolicy"] = "anonymous";
        }

        foreach ((string name, string value) in settings)
        {
            all[name] = value;
        }

        builder.Configuration.AddInMemoryCollection(all);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        builder.Services.AddProblemResponses();
        builder.Services.AddEdgeProxy(builder.Configuration);
        WebApplication app = builder.Build();
        app.UseExceptionHandler();
        app.UseUnlessForwarded(static own => own.UseStatusCodePages());
        app.MapEdgeProxy();
        await app.StartAsync(Cancel);
        return app;
    }
}
