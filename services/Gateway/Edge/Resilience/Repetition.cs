using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace TokenAspire.Gateway.Edge.Resilience;

/// <summary>
/// Sends a request again that no instance has answered: to another instance at once, or to the only one after a while.
/// Only where that cannot make anything happen twice.
/// </summary>
internal sealed class Repetition(RequestDelegate forward, ForwardingOptions options, TimeProvider time, ILogger logger)
{
    // Kept in memory until the answer is there, so that it can be sent again.
    private const int LargestKeptBody = 32 * 1024;

    /// <summary>Before the first attempt.</summary>
    public void KeepBody(HttpRequest request)
    {
        if (options.Retries > 0 && request.ContentLength is > 0 and <= LargestKeptBody)
        {
            request.EnableBuffering(LargestKeptBody);
        }
    }

    /// <summary>After an attempt that failed: as many as may help.</summary>
    /// <param name="context">The request.</param>
    /// <param name="proxy">What YARP knows of it.</param>
    /// <param name="available">The instances that the first attempt could choose from.</param>
    public async Task RepeatAsync(HttpContext context, IReverseProxyFeature proxy, IReadOnlyList<DestinationState> available)
    {
        for (int retry = 0; retry < options.Retries && MayRepeat(context); retry++)
        {
            available = [.. available.Where(destination => destination != proxy.ProxiedDestination)];
            if (available.Count == 0)
            {
                available = proxy.AllDestinations;
                await Task.Delay(Delay(retry), time, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            Log.Retrying(logger, proxy.Cluster.Config.ClusterId, retry + 1);
            proxy.AvailableDestinations = available;
            proxy.ProxiedDestination = null;
            context.Features.Set<IForwarderErrorFeature>(null);
            context.Response.StatusCode = StatusCodes.Status200OK;
            if (context.Request.Body.CanSeek)
            {
                context.Request.Body.Position = 0;
            }

            await forward(context);
        }
    }

    private static bool MayRepeat(HttpContext context) =>
        context.GetForwarderErrorFeature() is { } failure
        && !context.Response.HasStarted
        && !context.RequestAborted.IsCancellationRequested
        && (WasNeverSent(failure) || (WasNeverProcessed(failure) && context.Request.Body.CanSeek) || (failure.Error == ForwarderError.Request && IsIdempotent(context.Request)));

    // No connection: neither the head nor the body has left this process.
    private static bool WasNeverSent(IForwarderErrorFeature failure) =>
        failure is { Error: ForwarderError.Request, Exception: HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.NameResolutionError } };

    // RFC 9113 section 6.8: an instance that stops names the last request it takes, and the client sends a later one again
    // by itself. With a body it cannot: YARP's content says that its stream was consumed, and that is what is left of it.
    private static bool WasNeverProcessed(IForwarderErrorFeature failure) =>
        failure.Error is ForwarderError.Request or ForwarderError.RequestBodyDestination or ForwarderError.RequestBodyClient
        && Causes(failure.Exception).Any(static cause => cause.GetType() == typeof(InvalidOperationException));

    private static IEnumerable<Exception> Causes(Exception? fault) => fault switch
    {
        null => [],
        AggregateException several => several.InnerExceptions.SelectMany(Causes),
        _ => Causes(fault.InnerException).Prepend(fault),
    };

    // RFC 9110 section 9.2.2; a body would have been read already.
    private static bool IsIdempotent(HttpRequest request) =>
        request.ContentLength is null or 0
        && request.Headers.TransferEncoding.Count == 0
        && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)
            || HttpMethods.IsPut(request.Method) || HttpMethods.IsDelete(request.Method));

    private TimeSpan Delay(int retry) => options.RetryDelay * Math.Pow(2, retry) * (0.5 + Random.Shared.NextDouble());
}
