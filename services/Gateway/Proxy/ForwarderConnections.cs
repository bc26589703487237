using Microsoft.Extensions.Options;
using OpenTelemetry.Trace;
using TokenAspire.Gateway.Edge.Resilience;
using TokenAspire.ServiceDefaults.Resilience;
using Yarp.ReverseProxy.Forwarder;

namespace TokenAspire.Gateway.Proxy;

/// <summary>
/// YARP's connections to the instances, which it would wait 15 seconds for. A request that goes over them is a span of its
/// own when spans are exported.
/// </summary>
internal sealed class ForwarderConnections(IOptions<ForwardingOptions> options, ILogger<ForwarderHttpClientFactory> logger, TracerProvider? spans = null)
    : ForwarderHttpClientFactory(logger)
{
    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        DownstreamConnections.Configure(handler);
        handler.ConnectTimeout = options.Value.ConnectTimeout;
        if (spans is null)
        {
            handler.ActivityHeadersPropagator = null;
        }
    }

    protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler) =>
        base.WrapHandler(context, spans is null ? new TraceContextHandler(handler) : handler);
}
