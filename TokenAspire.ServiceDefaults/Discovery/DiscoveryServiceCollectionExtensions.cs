using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace TokenAspire.ServiceDefaults.Discovery;

internal static class DiscoveryServiceCollectionExtensions
{
    public static void AddServiceDiscovery(this IServiceCollection services)
    {
        services.TryAddSingleton<ServiceAddresses>();
        services.TryAddTransient<ServiceDiscoveryHandler>();
    }
}
