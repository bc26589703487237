using System.Diagnostics;
using Yarp.ReverseProxy.Forwarder;

namespace TokenAspire.Gateway.Proxy;

/// <summary>
/// Has the service go on with the trace of the request (W3C Trace Context), where no span is kept of the way there. That
/// span, which nobody would see, takes more CPU than to verify a token that is remembered.
/// </summary>
internal sealed class TraceContextHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private readonly ReverseProxyPropagator _propagator = new(DistributedContextPropagator.Current);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Activity.Current is { } activity)
        {
            _propagator.Inject(activity, request, Set);
        }

        return base.SendAsync(request, cancellationToken);
    }

    private static void Set(object? request, string name, string value) => ((HttpRequestMessage)request!).Headers.TryAddWithoutValidation(name, value);
}
