using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace TokenAspire.ResourceServer.Tests;

/// <summary>A service on a real Kestrel that verifies tokens of the test issuer.</summary>
internal sealed class TestResource : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;
    private bool _isLaneOpen;

    private TestResource(WebApplication app)
    {
        _app = app;
        Client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(app.Urls.Single()) };
        Measurements = new MeasurementLog(app.Services);
    }

    public HttpClient Client { get; }

    public MeasurementLog Measurements { get; }

    public IServiceProvider Services => _app.Services;

    public LogSink Log => Services.GetRequiredService<LogSink>();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A resource that is ready to verify.</summary>
    public static async Task<TestResource> StartReadyAsync(TestIssuer issuer, RevocationStore store, Action<TokenVerificationOptions>? configure = null)
    {
        TestResource resource = await StartAsync(issuer, store.ConnectionString, options =>
        {
            options.FastLane = store.FastLane ?? options.FastLane;
            configure?.Invoke(options);
        });
        await EventuallyAsync(async () => await resource.HealthAsync() == HealthStatus.Healthy);
        if (store.FastLane is true)
        {
            await resource.OpenFastLaneAsync(issuer.CreateToken());
        }

        return resource;
    }

    public static async Task<TestResource> StartAsync(TestIssuer issuer, string revocations, Action<TokenVerificationOptions>? configure = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<LogSink>().AddSingleton<ILoggerProvider>(services => services.GetRequiredService<LogSink>());
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Configuration.AddInMemoryCollection(
        [
            new("ConnectionStrings:revocations", revocations),
            new("Revocation:PollInterval", "00:00:00.050"),
            new("TokenVerification:Authority", issuer.Url),
            new("TokenVerification:Audiences:0", "orders"),
            new("ClientCredentials:ClientId", "orders-worker"),
            new("ClientCredentials:ClientSecret", "a secret: with %"),
            new("ClientCredentials:Scope", "inventory:read"),
        ]);
        builder.AddTokenVerification(configure);
        builder.Services.AddHttpClient("TokenAspire.Issuer").ConfigurePrimaryHttpMessageHandler(TestCertificates.CreateHandler);
        builder.Services.AddHttpClient("forwarding").AddTokenForwarding();
        builder.Services.AddHttpClient("own").AddClientCredentials();
        WebApplication app = builder.Build();
        app.UseTokenVerification();
        Map(app);
        await app.StartAsync(Ct);
        return new TestResource(app);
    }

    public static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        using CancellationTokenSource bound = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        bound.CancelAfter(Patience);
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        while (!await condition())
        {
            await timer.WaitForNextTickAsync(bound.Token);
        }
    }

    public async Task<HealthStatus> HealthAsync() =>
        (await Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Ct)).Status;

    public async Task<Answer> GetAsync(string path, string? token = null)
    {
        if (_isLaneOpen && token is not null)
        {
            await RememberAsync(token);
        }

        using HttpRequestMessage request = new(HttpMethod.Get, path);
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        return await AskAsync(request);
    }

    public async Task<Answer> AskAsync(HttpRequestMessage request)
    {
        using HttpResponseMessage response = await Client.SendAsync(request, Ct);
        return new Answer(
            response.StatusCode,
            await response.Content.ReadAsStringAsync(Ct),
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.WwwAuthenticate.ToString(),
            response.Headers.RetryAfter);
    }

    public async ValueTask DisposeAsync()
    {
        Measurements.Dispose();
        Client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    /// <summary>Has a token verified as an earlier request would have had, if it is a good one and the issuer is not asked.</summary>
    public async Task RememberAsync(string token)
    {
        if (Services.GetRequiredService<IAccessTokenVerifier>() is AccessTokenVerifier verifier
            && (await verifier.VerifyAsync(token, TestContext.Current.CancellationToken)).Token is { } verified)
        {
            Services.GetRequiredService<RememberedTokens>().Remember(verified);
        }
    }

    // The lane learns an endpoint's policy from the first request that passes by it.
    private async Task OpenFastLaneAsync(string token)
    {
        foreach (string path in new[] { "/orders", "/orders", "/refunds", "/writes", "/managers", "/inventory" })
        {
            await GetAsync(path, token);
        }

        _isLaneOpen = true;
        Measurements.Clear();
    }

    private static void Map(WebApplication app)
    {
        app.MapGet("/orders", (HttpContext context) => new
        {
            name = context.User.Identity!.Name,
            isSupport = context.User.IsInRole("support"),
            claims = context.User.Claims.Select(claim => $"{claim.Type}={claim.Value}"),
        }).RequireScope("orders:read");
        app.MapGet("/refunds", () => "done").RequireScope("orders:refund", RiskTier.Sensitive);
        app.MapGet("/writes", () => "done").RequireScope("orders:read").RequireScope("orders:write");
        app.MapGet("/managers", () => "done").RequireAuthorization(policy => policy.RequireScope("orders:read").RequireRole("manager"));
        app.MapGet("/inventory", () => "done").RequireAuthorization(policy => policy.RequireAudience("inventory"));
        app.MapPost("/forms", (HttpRequest request) => request.ContentType).RequireScope("orders:read");
        app.MapGet("/echo", (HttpRequest request) => request.Headers.Authorization.ToString());
        app.MapGet("/proofs", (HttpRequest request) => $"{request.Headers.Authorization} {request.Headers["DPoP"]}");
        app.MapGet("/relay-proof", (IHttpClientFactory clients, HttpRequest request) =>
            clients.CreateClient("forwarding").GetStringAsync(new Uri($"http://{request.Host}/proofs"), request.HttpContext.RequestAborted));
        app.MapGet("/refuse", () => Results.Unauthorized());
        app.MapGet("/relay", (IHttpClientFactory clients, HttpRequest request) =>
            clients.CreateClient("forwarding").GetStringAsync(new Uri($"http://{request.Host}/echo"), request.HttpContext.RequestAborted));
    }
}

/// <summary>What a client sees.</summary>
internal sealed record Answer(HttpStatusCode Status, string Body, string? ContentType, string Challenge, RetryConditionHeaderValue? RetryAfter)
{
    public string? Reason => (string?)JsonNode.Parse(Body)!["reason"];
}
