using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace TokenAspire.ServiceDefaults.Resilience;

/// <summary>Runs a request through its downstream's pipeline: concurrency limit, total time-out, retry.</summary>
internal sealed class RequestResilienceHandler(ResiliencePipelines pipelines, ILogger<RequestResilienceHandler> logger) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string downstream = Downstream.Of(request);
        ResilienceContext context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(ResiliencePipelines.Request, request);
        try
        {
            return await pipelines.ForRequests(downstream).ExecuteAsync(
                async attempt => await base.SendAsync(request, attempt.CancellationToken),
                context);
        }
        catch (HttpRequestException fault)
        {
            logger.Failed(fault, downstream);
            throw;
        }
        catch (TimeoutRejectedException timeout)
        {
            logger.Failed(timeout, downstream);
            throw new DownstreamUnavailableException($"'{downstream}' did not answer within {timeout.Timeout}.", timeout);
        }
        catch (BrokenCircuitException broken)
        {
            // Logged once, when the circuit opened.
            throw new DownstreamUnavailableException($"'{downstream}' has failed too often and is left alone for a while.", broken);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }
}
