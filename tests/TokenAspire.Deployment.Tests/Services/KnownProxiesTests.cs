using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace TokenAspire.Deployment.Tests.Services;

public sealed class KnownProxiesTests
{
    private const string Claimed = "203.0.113.7";

    [Fact]
    public async Task A_proxy_of_a_known_network_is_believed() =>
        Assert.Equal($"{Claimed} https", await Ask("127.0.0.0/8"));

    [Fact]
    public async Task Nobody_else_is_believed() =>
        Assert.Equal("127.0.0.1 http", await Ask("10.0.0.0/8"));

    [Fact]
    public async Task Without_a_setting_this_machine_alone_is_believed() =>
        Assert.Equal($"{Claimed} https", await Ask(network: null));

    [Fact]
    public async Task What_is_no_network_is_named_at_start()
    {
        InvalidOperationException failure = await Assert.ThrowsAsync<InvalidOperationException>(() => Ask("the proxy"));

        Assert.Contains("ForwardedHeaders:KnownNetworks:0 is 'the proxy'", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<string> Ask(string? network)
    {
        await using WebApplication app = Service(network);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using SocketsHttpHandler sockets = new();
        using HttpClient client = new(sockets);
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(app.Urls.Single()));
        request.Headers.Add("X-Forwarded-For", Claimed);
        request.Headers.Add("X-Forwarded-Proto", "https");
        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static WebApplication Service(string? network)
    {
        // A host setting as ASPNETCORE_FORWARDEDHEADERS_ENABLED=true makes it.
        WebApplicationBuilder builder = WebApplication.CreateBuilder(["--ForwardedHeaders_Enabled", "true"]);
        if (network is not null)
        {
            builder.Configuration["ForwardedHeaders:KnownNetworks:0"] = network;
        }

        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        app.MapGet("/", (HttpContext context) => $"{context.Connection.RemoteIpAddress} {context.Request.Scheme}");
        return app;
    }
}
