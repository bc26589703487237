using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace TokenAspire.ServiceDefaults.Tests;

public sealed class DownstreamConnectionsTests
{
    private const int Requests = 50;

    [Fact]
    public async Task Many_requests_at_a_time_share_one_connection()
    {
        ConcurrentDictionary<string, string> connections = new(StringComparer.Ordinal);
        TaskCompletionSource everyone = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int waiting = 0;
        await using LoopbackServer server = await LoopbackServer.Start(
            async context =>
            {
                connections[context.Connection.Id] = context.Request.Protocol;
                if (Interlocked.Increment(ref waiting) == Requests)
                {
                    everyone.SetResult();
                }

                await everyone.Task.WaitAsync(context.RequestAborted);
                context.Response.StatusCode = StatusCodes.Status204NoContent;
            },
            "https");
        string address = new UriBuilder(server.Address) { Host = "localhost" }.Uri.GetLeftPart(UriPartial.Authority);
        using ServiceHost host = new(new(StringComparer.Ordinal) { ["services:orders:https:0"] = address });

        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, Requests).Select(_ => host.Get("https://orders/")));

        Assert.All(answers, answer => Assert.Equal(204, (int)answer.StatusCode));
        Assert.Equal(["HTTP/2"], connections.Values);
        Array.ForEach(answers, answer => answer.Dispose());
    }
}
