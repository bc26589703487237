using System.Net;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace TokenAspire.ResourceServer.Tests;

/// <summary>How an application verifies its tokens.</summary>
public enum Way
{
    /// <summary>With the fast lane.</summary>
    FastLane,

    /// <summary>Without it.</summary>
    Ordinary,

    /// <summary>By JwtBearer alone, without any of this project.</summary>
    Stock,
}

/// <summary>One of several applications that are alike but for the way.</summary>
internal sealed class ComparedApplication : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ComparedApplication(WebApplication app)
    {
        _app = app;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.Single()) };
        Measurements = new MeasurementLog(app.Services);
    }

    public HttpClient Client { get; }

    public MeasurementLog Measurements { get; }

    public IServiceProvider Services => _app.Services;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<ComparedApplication> StartAsync(
        Way way, TestIssuer issuer, RevocationStore store, Action<WebApplicationBuilder>? configure = null, Action<WebApplication>? map = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        if (way == Way.Stock)
        {
            AddStock(builder, issuer);
        }
        else
        {
            AddVerification(builder, issuer, store, way);
        }

        builder.Services.AddAuthentication().AddScheme<OtherSchemeOptions, OtherSchemeHandler>(OtherSchemeHandler.Name, configureOptions: null);
        configure?.Invoke(builder);
        WebApplication app = builder.Build();
        if (way == Way.Stock)
        {
            app.UseAuthentication().UseAuthorization();
        }
        else
        {
            app.UseTokenVerification();
        }

        ComparedEndpoints.Map(app);
        if (way != Way.Stock)
        {
            ComparedEndpoints.MapOwn(app);
        }

        map?.Invoke(app);
        await app.StartAsync(Ct);
        HealthCheckService? health = app.Services.GetService<HealthCheckService>();
        await TestResource.EventuallyAsync(async () => health is null || (await health.CheckHealthAsync(Ct)).Status == HealthStatus.Healthy);
        return new ComparedApplication(app);
    }

    /// <summary>Status, headers and body, as text.</summary>
    public async Task<(HttpStatusCode Status, string Headers, string Body)> SendAsync(string path, string? authorization)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        using HttpResponseMessage response = await Client.SendAsync(request, Ct);
        IEnumerable<string> headers = response.Headers.Concat(response.Content.Headers)
            .Where(header => header.Key != "Date")
            .Select(header => $"{header.Key}: {string.Join(" | ", header.Value)}");
        string body = await response.Content.ReadAsStringAsync(Ct);
        return (response.StatusCode, string.Join('\n', headers), body);
    }

    public async Task<HttpStatusCode> GetAsync(string path, string token) => (await SendAsync(path, $"Bearer {token}")).Status;

    public async ValueTask DisposeAsync()
    {
        Measurements.Dispose();
        Client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private static void AddVerification(WebApplicationBuilder builder, TestIssuer issuer, RevocationStore store, Way way)
    {
        builder.Configuration.AddInMemoryCollection(
        [
            new("ConnectionStrings:revocations", store.ConnectionString),
            new("Revocation:PollInterval", "00:00:00.050"),
            new("TokenVerification:Authority", issuer.Url),
            new("TokenVerification:Audiences:0", "orders"),
            new("TokenVerification:Audiences:1", "inventory"),
            new("TokenVerification:FastLane", way == Way.FastLane ? "true" : "false"),
        ]);
        builder.AddTokenVerification();
        builder.Services.AddHttpClient("TokenAspire.Issuer").ConfigurePrimaryHttpMessageHandler(TestCertificates.CreateHandler);
    }

    private static void AddStock(WebApplicationBuilder builder, TestIssuer issuer)
    {
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
        {
            options.MapInboundClaims = false;
            options.SaveToken = false;
            options.TokenValidationParameters = new TokenValidationParameters
            {
                ValidIssuer = issuer.Url,
                ValidAudiences = ["orders", "inventory"],
                ValidTypes = ["at+jwt"],
                ClockSkew = TimeSpan.FromSeconds(30),
                IssuerSigningKeys = issuer.PublishedKeys.Select(key => new JsonWebKey(key.ToJsonString())),
                AuthenticationType = JwtBearerDefaults.AuthenticationScheme,
                NameClaimType = "sub",
                RoleClaimType = "roles",
            };
        });
        builder.Services.AddAuthorization();
    }
}
