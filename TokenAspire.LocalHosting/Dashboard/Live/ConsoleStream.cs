using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Dashboard.Resources;

namespace TokenAspire.LocalHosting.Dashboard.Live;

/// <summary>Sends the lines of a resource's console as they are written, each as a JSON document.</summary>
internal static class ConsoleStream
{
    /// <param name="name">The resource.</param>
    /// <param name="after">The number of the last line the page has.</param>
    /// <param name="context">The request.</param>
    /// <param name="resources">The resources.</param>
    /// <param name="logs">Their consoles.</param>
    /// <param name="lifetime">Ends the stream with the dashboard.</param>
    public static async Task LinesAsync(
        string name, int? after, HttpContext context, ResourceList resources, ResourceLoggerService logs, IHostApplicationLifetime lifetime)
    {
        if (!resources.ProcessNames.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        EventStream events = new(context.Response);
        try
        {
            await events.KeepAliveAsync(end.Token);
            await foreach (IReadOnlyList<LogLine> lines in logs.WatchAsync(name, end.Token))
            {
                foreach (LogLine line in lines.Where(line => line.LineNumber > (after ?? 0)))
                {
                    await events.SendAsync("line", JsonSerializer.Serialize(ConsoleLine.Read(line), JsonSerializerOptions.Web), end.Token);
                }
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The page was left, or the dashboard ends.
        }
    }
}
