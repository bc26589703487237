namespace TokenAspire.ServiceDefaults.Discovery;

/// <summary>Sends a request for a service name to one of the service's instances.</summary>
internal sealed class ServiceDiscoveryHandler(ServiceAddresses addresses) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is not { } service || !ServiceAddresses.IsServiceName(service))
        {
            return await base.SendAsync(request, cancellationToken);
        }

        request.RequestUri = new Uri(addresses.Next(service), service.PathAndQuery);
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        finally
        {
            request.RequestUri = service; // a retry resolves the name again
        }
    }
}
