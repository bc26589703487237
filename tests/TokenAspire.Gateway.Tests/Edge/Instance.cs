using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace TokenAspire.Gateway.Tests.Edge;

/// <summary>An instance of a service as the services are made, which is stopped as the platform stops it, and started again at its address.</summary>
internal sealed class Instance : IAsyncDisposable
{
    private readonly RequestDelegate? _answer;
    private readonly (string Name, string Value)[] _settings;
    private WebApplication _app;
    private int _requests;

    private Instance(RequestDelegate? answer, (string Name, string Value)[] settings)
    {
        (_answer, _settings) = (answer, settings);
        _app = Build("http://127.0.0.1:0");
    }

    public string Address { get; private set; } = "";

    /// <summary>The requests since it was started, probes aside.</summary>
    public int Requests => Volatile.Read(ref _requests);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<Instance> StartAsync(RequestDelegate? answer = null, params (string Name, string Value)[] settings)
    {
        Instance instance = new(answer, settings);
        await instance._app.StartAsync(Cancel);
        instance.Address = instance._app.Urls.Single();
        return instance;
    }

    public async Task RestartAsync()
    {
        await _app.StopAsync(Cancel);
        await _app.DisposeAsync();
        Volatile.Write(ref _requests, 0);
        _app = Build(Address);
        await _app.StartAsync(Cancel);
    }

    /// <summary>Without a drain.</summary>
    public async Task KillAsync()
    {
        using CancellationTokenSource now = new();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private WebApplication Build(string url)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection([new("Drain:Delay", "00:00:01"), .. _settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Name, setting.Value))]);
        builder.WebHost.UseUrls(url);
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        app.MapDefaultEndpoints();
        app.Map("/orders", async context =>
        {
            Interlocked.Increment(ref _requests);
            await (_answer?.Invoke(context) ?? context.Response.WriteAsync("{}", Cancel));
        });
        return app;
    }
}
