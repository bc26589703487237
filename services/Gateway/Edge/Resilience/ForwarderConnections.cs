using Microsoft.Extensions.Options;
using TokenAspire.ServiceDefaults.Resilience;
using Yarp.ReverseProxy.Forwarder;

namespace TokenAspire.Gateway.Edge.Resilience;

/// <summary>YARP's connections to the instances, which it would wait 15 seconds for.</summary>
internal sealed class ForwarderConnections(IOptions<ForwardingOptions> options, ILogger<ForwarderHttpClientFactory> logger) : ForwarderHttpClientFactory(logger)
{
    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        DownstreamConnections.Configure(handler);
        handler.ConnectTimeout = options.Value.ConnectTimeout;
    }
}
