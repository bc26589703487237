using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace TokenAspire.Gateway.Edge.Resilience;

/// <summary>
/// Around YARP: so many requests to one service and no more (one that hangs does not take the whole gateway with it, and a
/// queue that nobody could work off does not grow), none to one that only fails, another attempt where that is safe, and a
/// body for the 502, 503 or 504 of a destination that is down or slow, which tells nothing of the inside. What a service
/// itself answers, refusals included, passes through unchanged. One middleware, because every request pays for each.
/// </summary>
internal sealed class ForwardingMiddleware(RequestDelegate next, IOptions<ForwardingOptions> options, TimeProvider time, ILogger<ForwardingMiddleware> logger)
{
    private const string Silent = "The service behind this address does not answer.";

    private readonly ConcurrentDictionary<string, ClusterGuard> _guards = new(StringComparer.Ordinal);
    private readonly Repetition _repetition = new(next, options.Value, time, logger);
    private readonly int _limit = options.Value.ConcurrencyLimit;
    private readonly TimeSpan _break = options.Value.BreakDuration;

    public async Task InvokeAsync(HttpContext context)
    {
        IReverseProxyFeature proxy = context.GetReverseProxyFeature();
        string cluster = proxy.Cluster.Config.ClusterId;
        ClusterGuard guard = _guards.GetOrAdd(cluster, static (_, self) => new ClusterGuard(self.Time, self.Break), (Time: time, Break: _break));
        try
        {
            int running = guard.Enter();
            if (running > _limit || !guard.TryPass())
            {
                await RefuseAsync(context, cluster, running);
                return;
            }

            _repetition.KeepBody(context.Request);
            IReadOnlyList<DestinationState> available = proxy.AvailableDestinations;
            await next(context);
            if (context.GetForwarderErrorFeature() is null)
            {
                guard.Succeed();
                return;
            }

            await _repetition.RepeatAsync(context, proxy, available);
            await ConcludeAsync(context, cluster, guard);
        }
        finally
        {
            guard.Leave();
        }
    }

    private async Task ConcludeAsync(HttpContext context, string cluster, ClusterGuard guard)
    {
        IForwarderErrorFeature? failure = context.GetForwarderErrorFeature();
        if (!SpeaksAgainstService(failure))
        {
            guard.Succeed();
        }
        else if (guard.Fail())
        {
            Log.CircuitOpen(logger, cluster);
        }

        if (failure is not null && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await WriteAsync(context, context.Response.StatusCode, Silent);
        }
    }

    // What the client has done to its own request says nothing about the service.
    private static bool SpeaksAgainstService(IForwarderErrorFeature? failure) => failure?.Error
        is ForwarderError.Request or ForwarderError.RequestTimedOut or ForwarderError.NoAvailableDestinations or ForwarderError.ResponseBodyDestination;

    private Task RefuseAsync(HttpContext context, string cluster, int running)
    {
        bool isFull = running > _limit;

        // The first one beyond the limit speaks for those that follow.
        if (running == _limit + 1)
        {
            Log.BulkheadFull(logger, cluster);
        }

        context.Response.Headers.RetryAfter = isFull ? "1" : Math.Ceiling(_break.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return WriteAsync(context, StatusCodes.Status503ServiceUnavailable, isFull ? "The service behind this address has too much to do." : Silent);
    }

    // Whatever the client would rather accept, as every other refusal is.
    private static Task WriteAsync(HttpContext context, int status, string detail) =>
        TypedResults.Problem(statusCode: status, detail: detail).ExecuteAsync(context);
}
