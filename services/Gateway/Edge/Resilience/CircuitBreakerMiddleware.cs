using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;

namespace TokenAspire.Gateway.Edge.Resilience;

/// <summary>
/// Leaves a service alone whose instances have all failed so many times in a row: its only instance too, which the health
/// checks would still let be asked. After a while one request is let through, and lets in the others if it succeeds.
/// </summary>
internal sealed class CircuitBreakerMiddleware(RequestDelegate next, IOptions<ForwardingOptions> options, TimeProvider time, ILogger<CircuitBreakerMiddleware> logger)
{
    private const int FailuresInARow = 10;

    private readonly ConcurrentDictionary<string, Circuit> _circuits = new(StringComparer.Ordinal);
    private readonly TimeSpan _break = options.Value.BreakDuration;

    public async Task InvokeAsync(HttpContext context)
    {
        string cluster = context.GetReverseProxyFeature().Cluster.Config.ClusterId;
        Circuit circuit = _circuits.GetOrAdd(cluster, static _ => new Circuit());
        if (!circuit.TryPass(time, _break))
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(_break.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await TypedResults.Problem(statusCode: StatusCodes.Status503ServiceUnavailable, detail: "The service behind this address does not answer.")
                .ExecuteAsync(context);
            return;
        }

        await next(context);
        if (!IsFailure(context.GetForwarderErrorFeature()))
        {
            circuit.Close();
        }
        else if (circuit.Fail(time, FailuresInARow))
        {
            Log.CircuitOpen(logger, cluster);
        }
    }

    // What the client has done to its own request says nothing about the service.
    private static bool IsFailure(IForwarderErrorFeature? error) => error?.Error
        is ForwarderError.Request or ForwarderError.RequestTimedOut or ForwarderError.NoAvailableDestinations or ForwarderError.ResponseBodyDestination;

    private sealed class Circuit
    {
        private int _failures;

        // When it was opened, or last let one through; zero while it is closed.
        private long _openedAt;

        public bool TryPass(TimeProvider time, TimeSpan duration)
        {
            long openedAt = Volatile.Read(ref _openedAt);
            return openedAt == 0
                || (time.GetElapsedTime(openedAt) >= duration && Interlocked.CompareExchange(ref _openedAt, time.GetTimestamp(), openedAt) == openedAt);
        }

        public void Close()
        {
            if (Volatile.Read(ref _failures) != 0)
            {
                Volatile.Write(ref _failures, 0);
                Volatile.Write(ref _openedAt, 0);
            }
        }

        /// <summary>True for the failure that opens it.</summary>
        public bool Fail(TimeProvider time, int limit)
        {
            if (Interlocked.Increment(ref _failures) < limit)
            {
                return false;
            }

            return Interlocked.Exchange(ref _openedAt, time.GetTimestamp()) == 0;
        }
    }
}
