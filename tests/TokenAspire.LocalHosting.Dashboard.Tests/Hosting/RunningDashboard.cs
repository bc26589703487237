using System.Net;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using TokenAspire.LocalHosting.ApplicationModel;

namespace TokenAspire.LocalHosting.Dashboard.Tests.Hosting;

/// <summary>An application without resources, and its dashboard on a free port.</summary>
internal sealed class RunningDashboard : IAsyncDisposable
{
    public const string Token = "the-first-token";
    public const string ApiKey = "the-api-key";

    private readonly DistributedApplication _app;

    private RunningDashboard(DistributedApplication app) => _app = app;

    public Uri Url => new(_app.Services.GetRequiredService<DashboardResource>().Url);

    public ResourceNotificationService Notifications => _app.ResourceNotifications;

    /// <summary>The addresses that were printed.</summary>
    public List<string> Announced { get; } = [];

    public static async Task<RunningDashboard> StartAsync(Action<IDistributedApplicationBuilder>? describe = null, params string[] arguments)
    {
        IDistributedApplicationBuilder builder = DistributedApplication.CreateBuilder([$"--AppHost:BrowserToken={Token}", $"--AppHost:OtlpApiKey={ApiKey}", .. arguments]);
        describe?.Invoke(builder);
        RunningDashboard dashboard = new(builder.Build());
        dashboard._app.Dashboard!.Announce = dashboard.Announced.Add;
        await dashboard._app.StartAsync(TestContext.Current.CancellationToken);
        return dashboard;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    /// <summary>A client that keeps cookies and follows no redirect.</summary>
    public HttpClient CreateClient() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = Url };

    public async Task<HttpClient> LogInAsync()
    {
        HttpClient client = CreateClient();
        string token = Announced[^1].Split("t=")[1];
        using HttpResponseMessage response = await client.GetAsync(new Uri($"/login?t={token}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return client;
    }

    public async Task PostAsync(string signal, IMessage request)
    {
        using HttpClient client = CreateClient();
        using HttpResponseMessage response = await client.SendAsync(Request(signal, request.ToByteArray()), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    public static HttpRequestMessage Request(string signal, byte[] body, string? apiKey = ApiKey)
    {
        HttpRequestMessage request = new(HttpMethod.Post, $"/v1/{signal}") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/x-protobuf");
        if (apiKey is not null)
        {
            request.Headers.Add("x-otlp-api-key", apiKey);
        }

        return request;
    }
}
