using System.Globalization;

namespace TokenAspire.LocalHosting.ApplicationModel;

/// <summary>An endpoint a resource listens on.</summary>
/// <param name="name">The name dependents use.</param>
/// <param name="uriScheme">The scheme of its URL.</param>
/// <param name="port">The port, or none for a free one.</param>
public sealed class EndpointAnnotation(string name, string uriScheme, int? port = null) : IResourceAnnotation
{
    /// <summary>The name dependents use.</summary>
    public string Name { get; } = name;

    /// <summary>The scheme of its URL.</summary>
    public string UriScheme { get; } = uriScheme;

    /// <summary>The port asked for; none for a free one.</summary>
    public int? Port { get; set; } = port;

    /// <summary>The host name it is reached by.</summary>
    public string TargetHost { get; } = "localhost";

    /// <summary>Whether it is meant for clients outside of the application.</summary>
    public bool IsExternal { get; set; }

    internal int? AllocatedPort { get; set; }
}

/// <summary>The part of an endpoint a value is taken from.</summary>
public enum EndpointProperty
{
    /// <summary>The URL.</summary>
    Url,

    /// <summary>The host name.</summary>
    Host,

    /// <summary>The port.</summary>
    Port,

    /// <summary>The URL's scheme.</summary>
    Scheme,

    /// <summary><c>host:port</c>.</summary>
    HostAndPort,
}

/// <summary>A reference to an endpoint that is allocated when the application starts.</summary>
/// <param name="owner">The resource that listens.</param>
/// <param name="endpointName">The endpoint's name.</param>
public sealed class EndpointReference(IResourceWithEndpoints owner, string endpointName) : IValueProvider
{
    /// <summary>The resource that listens.</summary>
    public IResourceWithEndpoints Resource { get; } = owner;

    /// <summary>The endpoint's name.</summary>
    public string EndpointName { get; } = endpointName;

    /// <summary>Whether the resource has an endpoint of that name.</summary>
    public bool Exists => Find() is not null;

    /// <summary>Whether the endpoint has its port.</summary>
    public bool IsAllocated => Find()?.AllocatedPort is not null;

    /// <summary>The URL's scheme.</summary>
    public string Scheme => Required.UriScheme;

    /// <summary>The host name.</summary>
    public string Host => Required.TargetHost;

    /// <summary>The port.</summary>
    /// <exception cref="InvalidOperationException">The application has not started yet.</exception>
    public int Port => Required.AllocatedPort
        ?? throw new InvalidOperationException($"The endpoint '{EndpointName}' of '{Resource.Name}' is not allocated before the application starts.");

    /// <summary>The URL.</summary>
    public string Url => string.Create(CultureInfo.InvariantCulture, $"{Scheme}://{Host}:{Port}");

    private EndpointAnnotation Required => Find()
        ?? throw new InvalidOperationException($"'{Resource.Name}' has no endpoint '{EndpointName}'. It has: {string.Join(", ", Resource.Annotations.OfType<EndpointAnnotation>().Select(e => e.Name))}.");

    /// <summary>A value made of one part of the endpoint.</summary>
    /// <param name="property">The part.</param>
    public EndpointReferenceExpression Property(EndpointProperty property) => new(this, property);

    /// <inheritdoc />
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(Url);

    private EndpointAnnotation? Find() =>
        Resource.Annotations.OfType<EndpointAnnotation>().SingleOrDefault(e => string.Equals(e.Name, EndpointName, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A value made of one part of an endpoint.</summary>
/// <param name="endpoint">The endpoint.</param>
/// <param name="property">The part.</param>
public sealed class EndpointReferenceExpression(EndpointReference endpoint, EndpointProperty property) : IValueProvider
{
    /// <inheritdoc />
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(property switch
    {
        EndpointProperty.Host => endpoint.Host,
        EndpointProperty.Port => endpoint.Port.ToString(CultureInfo.InvariantCulture),
        EndpointProperty.Scheme => endpoint.Scheme,
        EndpointProperty.HostAndPort => string.Create(CultureInfo.InvariantCulture, $"{endpoint.Host}:{endpoint.Port}"),
        _ => endpoint.Url,
    });
}
