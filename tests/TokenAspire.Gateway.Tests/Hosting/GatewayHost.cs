using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using TokenAspire.ResourceServer.Tests;
using TokenAspire.ServiceDefaults.Tests;

namespace TokenAspire.Gateway.Tests.Hosting;

/// <summary>The whole gateway in this process, with a real Redis, a service behind it that echoes, and a clock that tests move.</summary>
internal sealed class GatewayHost : WebApplicationFactory<Program>
{
    public const string Url = "https://gateway.test";
    public const string CookieSecret = "the secret of the cookies of these tests";

    private readonly RevocationStore _store;
    private readonly bool _ownsTheRest;

    private GatewayHost(RevocationStore store, SettableTime time, StandInIssuer issuer, LoopbackServer service, bool ownsTheRest) =>
        (_store, Time, Issuer, Service, _ownsTheRest, ClientOptions.BaseAddress) = (store, time, issuer, service, ownsTheRest, new Uri(Url));

    public SettableTime Time { get; }

    public StandInIssuer Issuer { get; }

    public LoopbackServer Service { get; }

    public LogSink Log { get; } = new();

    public Dictionary<string, string?> Settings { get; } = new(StringComparer.Ordinal);

    public static async Task<GatewayHost> StartAsync(RevocationStore store)
    {
        SettableTime time = new();
        LoopbackServer service = await LoopbackServer.Start(EchoAsync);
        GatewayHost host = new(store, time, await StandInIssuer.StartAsync(time), service, ownsTheRest: true);
        await host.ReadyAsync();
        return host;
    }

    /// <summary>Another replica: the same issuer, store, service and clock, with settings of its own.</summary>
    public async Task<GatewayHost> StartReplicaAsync(params (string Name, string Value)[] settings)
    {
        GatewayHost replica = CreateReplica(settings);
        await replica.ReadyAsync();
        return replica;
    }

    /// <summary>Starts it on the server that it really runs on, at a random port, without TLS.</summary>
    public async Task<Uri> StartServerAsync()
    {
        UseKestrel(0);
        StartServer();
        await ReadyAsync();
        return ClientOptions.BaseAddress;
    }

    public GatewayHost CreateReplica(params (string Name, string Value)[] settings)
    {
        GatewayHost replica = new(_store, Time, Issuer, Service, ownsTheRest: false);
        foreach ((string name, string value) in settings)
        {
            replica.Settings[name] = value;
        }

        return replica;
    }

    public Browser OpenBrowser() => new(this);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_ownsTheRest)
        {
            await Issuer.DisposeAsync();
            await Service.DisposeAsync();
        }
    }

    // It says that everybody may keep its answer, and has a cookie of its own. Where there is nothing it says
    // nothing, not even that: an answer whose length is told to be zero would be left alone by everybody.
    private static Task EchoAsync(HttpContext context)
    {
        if (context.Request.Path == "/orders/none")
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return context.Response.StartAsync();
        }

        context.Response.Headers.CacheControl = "public, max-age=60";
        context.Response.Headers.SetCookie = Browser.SessionCookie + "=planted; path=/; secure";
        return context.Response.WriteAsJsonAsync(new
        {
            method = context.Request.Method,
            headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
        });
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        Dictionary<string, string?> settings = new(StringComparer.Ordinal)
        {
            ["ConnectionStrings:revocations"] = _store.ConnectionString,
            ["Revocation:PollInterval"] = "00:00:00.050",
            ["TokenVerification:Authority"] = StandInIssuer.Url,
            ["Bff:PublicUrl"] = Url,
            ["Bff:ClientSecret"] = StandInIssuer.ClientSecret,
            ["Bff:CookieSecret"] = CookieSecret,
            ["services:orders:http:0"] = Service.Address,
            ["services:inventory:http:0"] = Service.Address,
            ["ReverseProxy:Clusters:orders:Destinations:orders:Address"] = "http://orders",
            ["ReverseProxy:Clusters:inventory:Destinations:inventory:Address"] = "http://inventory",
            ["ReverseProxy:Clusters:orders:HealthCheck:Active:Enabled"] = "false",
            ["ReverseProxy:Clusters:inventory:HealthCheck:Active:Enabled"] = "false",
        };
        foreach ((string name, string? value) in settings.Concat(Settings))
        {
            builder.UseSetting(name, value);
        }

        builder.UseSetting("Logging:LogLevel:Default", "Trace");
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(Log));
        builder.ConfigureTestServices(services =>
        {
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Time));
            services.AddSingleton<IStartupFilter, LoopbackSender>();
            foreach (string client in new[] { "TokenAspire.Issuer", "TokenAspire.Gateway.Bff", "TokenAspire.Gateway.Revocations" })
            {
                services.AddHttpClient(client).ConfigurePrimaryHttpMessageHandler(Issuer.CreateHandler);
            }
        });
    }

    /// <summary>Requests that come over no connection come from this machine.</summary>
    private sealed class LoopbackSender : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, rest) =>
            {
                context.Connection.RemoteIpAddress ??= IPAddress.Loopback;
                return rest(context);
            });
            next(app);
        };
    }

    private async Task ReadyAsync()
    {
        HealthCheckService health = Services.GetRequiredService<HealthCheckService>();
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(10));
        while ((await health.CheckHealthAsync(TestContext.Current.CancellationToken)).Status != HealthStatus.Healthy)
        {
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
