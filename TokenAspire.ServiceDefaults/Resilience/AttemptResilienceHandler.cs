namespace TokenAspire.ServiceDefaults.Resilience;

/// <summary>Runs one attempt through its instance's pipeline: circuit breaker, attempt time-out.</summary>
internal sealed class AttemptResilienceHandler(ResiliencePipelines pipelines) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        pipelines.ForAttempts(Downstream.Of(request)).ExecuteAsync(
            async attempt => await base.SendAsync(request, attempt),
            cancellationToken).AsTask();
}
