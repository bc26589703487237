using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace TokenAspire.Gateway.Edge.Resilience;

/// <summary>
/// So many requests to one service and no more: one that hangs does not take the whole gateway with it, and a queue that
/// nobody could work off does not grow.
/// </summary>
internal sealed class BulkheadMiddleware(RequestDelegate next, IOptions<ForwardingOptions> options, ILogger<BulkheadMiddleware> logger)
{
    private readonly ConcurrentDictionary<string, Bulkhead> _bulkheads = new(StringComparer.Ordinal);
    private readonly int _limit = options.Value.ConcurrencyLimit;

    public async Task InvokeAsync(HttpContext context)
    {
        string cluster = context.GetReverseProxyFeature().Cluster.Config.ClusterId;
        Bulkhead bulkhead = _bulkheads.GetOrAdd(cluster, static _ => new Bulkhead());
        try
        {
            int running = bulkhead.Enter();
            if (running > _limit)
            {
                LogFirst(cluster, running);
                context.Response.Headers.RetryAfter = "1";
                await TypedResults.Problem(statusCode: StatusCodes.Status503ServiceUnavailable, detail: "The service behind this address has too much to do.")
                    .ExecuteAsync(context);
                return;
            }

            await next(context);
        }
        finally
        {
            bulkhead.Leave();
        }
    }

    // The first one beyond the limit speaks for those that follow.
    private void LogFirst(string cluster, int running)
    {
        if (running == _limit + 1)
        {
            Log.BulkheadFull(logger, cluster);
        }
    }

    private sealed class Bulkhead
    {
        private int _running;

        public int Enter() => Interlocked.Increment(ref _running);

        public void Leave() => Interlocked.Decrement(ref _running);
    }
}
