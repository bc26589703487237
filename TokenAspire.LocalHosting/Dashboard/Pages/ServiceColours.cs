using System.Collections.Concurrent;
using TokenAspire.LocalHosting.Dashboard.Resources;

namespace TokenAspire.LocalHosting.Dashboard.Pages;

/// <summary>Gives each resource a colour that it keeps on every page.</summary>
internal sealed class ServiceColours
{
    private const int Colours = 8;
    private readonly ConcurrentDictionary<string, int> _colours = new(StringComparer.Ordinal);

    public ServiceColours(ResourceList resources)
    {
        foreach (string name in resources.Names)
        {
            Of(name);
        }
    }

    /// <summary>The class of a resource's colour.</summary>
    public string Of(string service)
    {
        int colour = _colours.Count < 256 ? _colours.GetOrAdd(service, _ => _colours.Count % Colours) : _colours.GetValueOrDefault(service);
        return FormattableString.Invariant($"c{colour}");
    }
}
