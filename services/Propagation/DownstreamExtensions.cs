using Microsoft.Extensions.DependencyInjection;
using TokenAspire.ResourceServer;

namespace TokenAspire.Propagation;

/// <summary>Names a service that is called with the token of the request being served.</summary>
public static class DownstreamExtensions
{
    /// <summary>Adds the client of a downstream service; it forwards the caller's token unchanged, over HTTPS only.</summary>
    public static IHttpClientBuilder AddDownstream(this IServiceCollection services, string service) => services
        .AddHttpClient(service, client =>
        {
            client.BaseAddress = new Uri($"https://{service}");
            client.MaxResponseContentBufferSize = 1 << 20;
        })
        .AddTokenForwarding();
}
