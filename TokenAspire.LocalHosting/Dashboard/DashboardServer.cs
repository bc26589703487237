using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Dashboard.Access;
using TokenAspire.LocalHosting.Dashboard.Assets;
using TokenAspire.LocalHosting.Dashboard.Live;
using TokenAspire.LocalHosting.Dashboard.Otlp;
using TokenAspire.LocalHosting.Dashboard.Pages;
using TokenAspire.LocalHosting.Dashboard.Resources;
using TokenAspire.LocalHosting.Dashboard.Telemetry;
using TokenAspire.LocalHosting.Dashboard.Tokens;
using TokenAspire.LocalHosting.Projects;
using TokenAspire.LocalHosting.Supervision;

namespace TokenAspire.LocalHosting.Dashboard;

/// <summary>The dashboard's web server, inside the app host and on loopback addresses only.</summary>
internal sealed class DashboardServer(DashboardOptions options, DashboardResource resource, IServiceProvider appHost) : IAsyncDisposable
{
    private readonly LoginTokens _tokens = new(options.BrowserToken);
    private WebApplication? _web;

    /// <summary>Is told each address at which one browser can log in.</summary>
    public Action<string>? Announce { get; set; }

    /// <exception cref="DistributedApplicationException">The port is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        resource.Endpoint.AllocatedPort = options.RandomizePort ? PortAllocator.Free() : resource.Endpoint.Port ?? PortAllocator.Free();
        PortAllocator.RequireFree("the dashboard", resource.Endpoint.AllocatedPort.Value);
        if (resource.Endpoint.UriScheme == Uri.UriSchemeHttps)
        {
            DevelopmentCertificate.Require();
        }

        _web = Build();
        await _web.StartAsync(cancellationToken);
        appHost.GetRequiredService<ResourceNotificationService>().Publish(resource, resource.Name, new CustomResourceSnapshot
        {
            State = new ResourceStateSnapshot(KnownResourceStates.Running),
            HealthStatus = Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy,
        });
        _tokens.Replaced = AnnounceToken;
        AnnounceToken(options.BrowserToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_web is not null)
        {
            await _web.StopAsync();
            await _web.DisposeAsync();
        }
    }

    private void AnnounceToken(string token) => Announce?.Invoke($"{resource.Url}/login?t={token}");

    private WebApplication Build()
    {
        // Empty: the app host's own environment and command line are not meant for this server. Its name is that of the
        // assembly whose pages it serves.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(DashboardServer).Assembly.GetName().Name });
        builder.WebHost.UseKestrel(Listen);
        builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Error);
        AddServices(builder.Services);
        WebApplication web = builder.Build();
        web.UseExceptionHandler(error => error.Run(context => context.Response.WriteAsync("The dashboard has failed; the console of the app host says how.", context.RequestAborted)));
        web.UseMiddleware<SecurityHeaders>();
        web.UseMiddleware<LoopbackOnly>();
        web.UseRouting();
        web.UseMiddleware<LoginGate>();
        web.MapOtlp(web.Services.GetRequiredService<TelemetryStore>(), new Secret(options.OtlpApiKey));
        web.MapAssets();
        web.MapEvents();
        web.MapResourceActions();
        web.MapRazorPages();
        return web;
    }

    private void Listen(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = OtlpBody.MaximumBytes;
        kestrel.ListenLocalhost(resource.Endpoint.AllocatedPort!.Value, listen =>
        {
            if (resource.Endpoint.UriScheme == Uri.UriSchemeHttps)
            {
                listen.UseHttps();
            }
        });
    }

    private void AddServices(IServiceCollection services)
    {
        services.AddSingleton<IHostLifetime, NoLifetime>(); // signals are the app host's
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(new TelemetryLimits());
        services.AddSingleton<TelemetryStore>();
        services.AddSingleton(_tokens);
        services.AddSingleton(new Sessions(resource.Endpoint.AllocatedPort!.Value));
        services.AddSingleton(appHost.GetRequiredService<Supervisor>());
        services.AddSingleton(appHost.GetRequiredService<ResourceNotificationService>());
        services.AddSingleton(appHost.GetRequiredService<ResourceLoggerService>());
        services.AddSingleton(appHost.GetRequiredService<ResourceCommandService>());
        services.AddSingleton(appHost.GetRequiredService<IHttpClientFactory>());
        services.AddSingleton<ResourceList>();
        services.AddSingleton<ServiceColours>();
        services.AddSingleton<IssuerKeys>();
        services.AddSingleton<TokenReport>();
        services.AddDashboardPages();
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
