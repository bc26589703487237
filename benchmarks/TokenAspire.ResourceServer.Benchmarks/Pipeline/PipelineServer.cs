using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace TokenAspire.ResourceServer.Benchmarks;

/// <summary>
/// One process with three applications that differ only in how the same endpoint is protected. It tells its addresses and
/// tokens on standard output and then answers <c>cpu</c>, <c>metrics</c> and <c>quiet</c>.
/// </summary>
internal sealed class PipelineServer
{
    public const string Ready = "ready";

    private const int Tokens = 100;
    private const string Scope = "orders:read";

    // What ServiceDefaults subscribes to.
    private static readonly string[] Meters =
        ["Microsoft.AspNetCore.*", "System.Net.Http", "System.Net.NameResolution", "System.Runtime", "Npgsql", "Polly", "TokenAspire.*"];

    private readonly SampleIssuer _issuer = new();

    public static async Task RunAsync()
    {
        await using SampleStore store = await SampleStore.StartAsync();
        PipelineServer server = new();
        WebApplication[] applications = [CreateAnonymous(), server.CreateStock(), server.CreateVerified(store.ConnectionString)];
        foreach (WebApplication application in applications)
        {
            await application.StartAsync();
        }

        await SampleStore.BecomeReadyAsync(applications[^1].Services);
        Array.ForEach(applications, application => Say(application.Urls.Single()));
        for (int token = 0; token < Tokens; token++)
        {
            Say(server._issuer.CreateToken());
        }

        Say(Ready);
        await AnswerAsync();
        foreach (WebApplication application in applications)
        {
            await application.DisposeAsync();
        }
    }

    private static async Task AnswerAsync()
    {
        MeterProvider? metrics = null;
        while (await Console.In.ReadLineAsync() is { } command)
        {
            switch (command)
            {
                case "metrics":
                    metrics = Sdk.CreateMeterProviderBuilder().AddMeter(Meters).AddReader(new PeriodicExportingMetricReader(new NowhereExporter())).Build();
                    break;
                case "quiet":
                    metrics?.Dispose();
                    break;
            }

            Say(Environment.CpuUsage.TotalTime.TotalMicroseconds.ToString(CultureInfo.InvariantCulture));
        }

        metrics?.Dispose();
    }

    private static WebApplication CreateAnonymous()
    {
        WebApplication application = CreateBuilder().Build();
        application.MapGet("/orders", Answer);
        return application;
    }

    // Stock options: only what a token cannot be validated without.
    private WebApplication CreateStock()
    {
        WebApplicationBuilder builder = CreateBuilder();
        OpenIdConnectConfiguration discovered = new() { Issuer = SampleIssuer.Url, JsonWebKeySet = new JsonWebKeySet(_issuer.KeySet) };
        foreach (SecurityKey key in discovered.JsonWebKeySet.GetSigningKeys())
        {
            discovered.SigningKeys.Add(key);
        }

        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
        {
            options.Audience = "orders";
            options.ConfigurationManager = new StaticConfigurationManager<OpenIdConnectConfiguration>(discovered);
        });
        builder.Services.AddAuthorization();
        WebApplication application = builder.Build();
        application.UseAuthentication().UseAuthorization();
        application.MapGet("/orders", Answer).RequireAuthorization(policy => policy
            .RequireAuthenticatedUser()
            .RequireAssertion(context => context.User.FindFirst("scope")?.Value.Split(' ').Contains(Scope, StringComparer.Ordinal) ?? false));
        return application;
    }

    private WebApplication CreateVerified(string revocations)
    {
        WebApplicationBuilder builder = CreateBuilder();
        builder.Configuration.AddInMemoryCollection(
        [
            new("ConnectionStrings:revocations", revocations),
            new("TokenVerification:Authority", SampleIssuer.Url),
            new("TokenVerification:Audiences:0", "orders"),
        ]);
        builder.AddTokenVerification();
        builder.Services.AddHttpClient("TokenAspire.Issuer").ConfigurePrimaryHttpMessageHandler(_issuer.CreateHandler);
        WebApplication application = builder.Build();
        application.UseTokenVerification();
        application.MapGet("/orders", Answer).RequireScope(Scope);
        return application;
    }

    private static WebApplicationBuilder CreateBuilder()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        return builder;
    }

    private static Task Answer(HttpContext context)
    {
        context.Response.ContentLength = 4;
        return context.Response.WriteAsync("done", context.RequestAborted);
    }

    private static void Say(string line) => Console.Out.WriteLine(line);
}
