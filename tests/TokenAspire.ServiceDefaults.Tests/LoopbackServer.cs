using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace TokenAspire.ServiceDefaults.Tests;

/// <summary>A real Kestrel server on a random loopback port that answers every request with one delegate.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _requests;

    private LoopbackServer(RequestDelegate answer, string scheme)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseUrls($"{scheme}://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(context =>
        {
            Interlocked.Increment(ref _requests);
            return answer(context);
        });
    }

    public int Requests => Volatile.Read(ref _requests);

    public string Address => _app.Urls.Single();

    /// <param name="answer">Answers every request.</param>
    /// <param name="scheme">https is served with the development certificate, whose name is localhost.</param>
    public static async Task<LoopbackServer> Start(RequestDelegate answer, string scheme = "http")
    {
        LoopbackServer server = new(answer, scheme);
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public static Task<LoopbackServer> Start(int status) => Start(context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    });

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
