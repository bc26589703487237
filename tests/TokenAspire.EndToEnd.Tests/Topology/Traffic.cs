using System.Collections.Concurrent;
using System.Net;
using TokenAspire.TestTopology;

namespace TokenAspire.EndToEnd.Tests.Topology;

/// <summary>One token, used again and again until the end, and what it was answered.</summary>
internal sealed class Traffic : IAsyncDisposable
{
    private readonly ConcurrentDictionary<HttpStatusCode, int> _answers = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _running;

    private Traffic(Func<Task<HttpStatusCode>> send) => _running = Task.Run(async () =>
    {
        while (!_ended.IsCancellationRequested)
        {
            _answers.AddOrUpdate(await send(), 1, static (_, count) => count + 1);
        }
    });

    /// <summary>Requests with this token at the gateway.</summary>
    public static Traffic At(DistributedApplication app, string token) => new(async () =>
    {
        using HttpResponseMessage response = await app.SendAsync("gateway", HttpMethod.Get, "/api/orders", token);
        return response.StatusCode;
    });

    /// <summary>Ends it. Every answer there was, with its count.</summary>
    public async Task<IReadOnlyDictionary<HttpStatusCode, int>> EndAsync()
    {
        await _ended.CancelAsync();
        await _running;
        return _answers;
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ended.Dispose();
    }
}
