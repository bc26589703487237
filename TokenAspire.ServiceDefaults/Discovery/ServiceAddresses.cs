using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace TokenAspire.ServiceDefaults.Discovery;

/// <summary>
/// The instances behind service names such as <c>https://orders</c> or <c>https+http://orders</c>
/// (schemes in order of preference), read from configuration: <c>services:{name}:{scheme}:{i}</c>,
/// in the environment <c>services__orders__https__0=https://localhost:5001</c>.
/// </summary>
public sealed class ServiceAddresses : IDisposable
{
    private readonly IConfiguration _configuration;
    private readonly IDisposable _reload;
    private readonly ConcurrentDictionary<string, Turn> _turns = new(StringComparer.OrdinalIgnoreCase);

    // Read anew when the configuration says that it has changed.
    private volatile ConcurrentDictionary<(string Schemes, string Host), IReadOnlyList<Uri>> _found = [];

    /// <summary>Reads from this configuration, and again whenever it reloads.</summary>
    public ServiceAddresses(IConfiguration configuration)
    {
        _configuration = configuration;
        _reload = ChangeToken.OnChange(configuration.GetReloadToken, () => _found = []);
    }

    /// <summary>
    /// Whether a URI names a service: a host of one label without a port. Anything else (<c>localhost:7200</c>,
    /// an IP address, <c>orders.example.com</c>) is an ordinary address.
    /// </summary>
    public static bool IsServiceName(Uri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        return uri.HostNameType == UriHostNameType.Dns
            && uri.IsDefaultPort
            && !uri.IsLoopback
            && !uri.Host.Contains('.', StringComparison.Ordinal);
    }

    /// <summary>Every instance of a service.</summary>
    /// <exception cref="UnknownServiceException">Configuration has no instance for the name and schemes.</exception>
    /// <exception cref="InvalidOperationException">An instance in configuration is not an address of its scheme.</exception>
    public IReadOnlyList<Uri> Find(Uri service)
    {
        ArgumentNullException.ThrowIfNull(service);
        return _found.GetOrAdd((service.Scheme, service.Host), static (_, found) => found.Addresses.Read(found.Service), (Addresses: this, Service: service));
    }

    /// <summary>The next instance of a service, in turn.</summary>
    /// <exception cref="UnknownServiceException">Configuration has no instance for the name and schemes.</exception>
    public Uri Next(Uri service)
    {
        IReadOnlyList<Uri> instances = Find(service);
        return instances[_turns.GetOrAdd(service.Host, static _ => new Turn()).Take(instances.Count)];
    }

    /// <inheritdoc />
    public void Dispose() => _reload.Dispose();

    private Uri[] Read(Uri service)
    {
        foreach (string scheme in service.Scheme.Split('+'))
        {
            IConfigurationSection section = _configuration.GetSection($"services:{service.Host}:{scheme}");
            Uri[] instances = [.. section.GetChildren().OrderBy(Index).Select(entry => Address(entry, scheme))];
            if (instances.Length > 0)
            {
                return instances;
            }
        }

        throw new UnknownServiceException(service);
    }

    private static int Index(IConfigurationSection entry) =>
        int.TryParse(entry.Key, NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index : int.MaxValue;

    // The scheme is part of the promise: what asked for https is never sent to an http address.
    private static Uri Address(IConfigurationSection entry, string scheme) =>
        Uri.TryCreate(entry.Value, UriKind.Absolute, out Uri? address) && address.Scheme == scheme
            ? address
            : throw new InvalidOperationException($"'{entry.Path}' must be an absolute {scheme} URI such as {scheme}://localhost:5001.");

    private sealed class Turn
    {
        private uint _taken;

        public int Take(int count) => (int)((Interlocked.Increment(ref _taken) - 1) % (uint)count);
    }
}
