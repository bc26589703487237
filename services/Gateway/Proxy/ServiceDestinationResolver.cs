using TokenAspire.ServiceDefaults.Discovery;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.ServiceDiscovery;

namespace TokenAspire.Gateway.Proxy;

/// <summary>Resolves destinations that are service names to the instances in configuration, as HTTP clients do.</summary>
internal sealed class ServiceDestinationResolver(ServiceAddresses addresses) : IDestinationResolver
{
    public ValueTask<ResolvedDestinationCollection> ResolveDestinationsAsync(
        IReadOnlyDictionary<string, DestinationConfig> destinations, CancellationToken cancellationToken)
    {
        Dictionary<string, DestinationConfig> resolved = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, DestinationConfig destination) in destinations)
        {
            Uri address = new(destination.Address, UriKind.Absolute);
            if (!ServiceAddresses.IsServiceName(address))
            {
                resolved.Add(name, destination);
                continue;
            }

            IReadOnlyList<Uri> instances = addresses.Find(address);
            for (int instance = 0; instance < instances.Count; instance++)
            {
                string target = new Uri(instances[instance], address.PathAndQuery).AbsoluteUri;
                resolved.Add($"{name}/{instance}", destination with { Address = target });
            }
        }

        return ValueTask.FromResult(new ResolvedDestinationCollection(resolved, changeToken: null));
    }
}
