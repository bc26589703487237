using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using TokenAspire.LocalHosting.Dashboard.Resources;
using TokenAspire.LocalHosting.Dashboard.Telemetry;

namespace TokenAspire.LocalHosting.Dashboard.Live;

/// <summary>Tells a page, by server-sent events, when what it shows has changed.</summary>
internal static class EventEndpoint
{
    /// <summary>However much arrives, a page is told of it no more often than this.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(400);

    /// <summary>A page whose proxy or browser drops silent connections hears something.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public static void MapEvents(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/events/{topic}", ChangesAsync);
        routes.MapGet("/console/{name}/lines", ConsoleStream.LinesAsync);
    }

    private static async Task ChangesAsync(
        string topic, HttpContext context, ResourceList resources, TelemetryStore store, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        ChangeSignal[] signals = Signals(topic, resources, store);
        if (signals.Length == 0)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        EventStream events = new(context.Response);
        try
        {
            // The page may have missed something between its rendering and this connection: the first event follows at once.
            Task next = Task.CompletedTask;
            while (true)
            {
                bool changed = await Task.WhenAny(next, Task.Delay(Heartbeat, time, end.Token)) == next;
                end.Token.ThrowIfCancellationRequested();
                if (!changed)
                {
                    await events.KeepAliveAsync(end.Token);
                    continue;
                }

                next = Task.WhenAny(signals.Select(signal => signal.Next));
                await events.SendAsync("change", string.Empty, end.Token);
                await Task.Delay(Pause, time, end.Token);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The page was left, or the dashboard ends.
        }
    }

    private static ChangeSignal[] Signals(string topic, ResourceList resources, TelemetryStore store) => topic switch
    {
        "resources" => [resources.Changes],
        "structured" => [store.Logs.Changes],
        "traces" => [store.Spans.Changes],
        "metrics" => [store.Metrics.Changes],
        "tokens" => [store.Metrics.Changes, store.Logs.Changes, store.Spans.Changes],
        _ => [],
    };
}
