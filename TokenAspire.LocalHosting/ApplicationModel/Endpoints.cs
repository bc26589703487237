using System.Globalization;

namespace TokenAspire.LocalHosting.ApplicationModel;

/// <summary>An endpoint a resource listens on.</summary>
public sealed class EndpointAnnotation : IResourceAnnotation
{
    internal EndpointAnnotation(string name, string uriScheme, int? port = null)
    {
        Name = name;
        UriScheme = uriScheme;
        Port = port;
    }

    /// <summary>The name dependents use.</summary>
    public string Name { get; }

    /// <summary>The scheme of its URL.</summary>
    public string UriScheme { get; }

    /// <summary>The port asked for; none for a free one.</summary>
    public int? Port { get; set; }

    /// <summary>The port it listens on in a container.</summary>
    public int? TargetPort { get; set; }

    /// <summary>Whether it speaks TLS although its scheme does not say so.</summary>
    public bool TlsEnabled { get; set; }

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

    /// <summary>The port the process itself listens on.</summary>
    TargetPort,

    /// <summary><c>host:port</c>.</summary>
    HostAndPort,

    /// <summary><c>True</c> or <c>False</c>.</summary>
    TlsEnabled,
}

/// <summary>A reference to an endpoint that is allocated when the application starts.</summary>
/// <param name="owner">The resource that listens.</param>
/// <param name="endpointName">The endpoint's name.</param>
public sealed class EndpointReference(IResourceWithEndpoints owner, string endpointName) : IValueProvider, IManifestExpressionProvider
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

    /// <summary>Whether it speaks TLS although its scheme does not say so.</summary>
    public bool TlsEnabled => Find() is { TlsEnabled: true };

    /// <summary>The URL.</summary>
    public string Url => string.Create(CultureInfo.InvariantCulture, $"{Scheme}://{Host}:{Port}");

    string IManifestExpressionProvider.ValueExpression => Property(EndpointProperty.Url).ValueExpression;

    private EndpointAnnotation Required => Find()
        ?? throw new InvalidOperationException($"'{Resource.Name}' has no endpoint '{EndpointName}'. It has: {string.Join(", ", Resource.Annotations.OfType<EndpointAnnotation>().Select(e => e.Name))}.");

    /// <summary>A value made of one part of the endpoint.</summary>
    /// <param name="property">The part.</param>
    public EndpointReferenceExpression Property(EndpointProperty property) => new(this, property);

    /// <summary>One of two expressions, by whether the endpoint speaks TLS.</summary>
    /// <param name="enabledValue">The expression if it does.</param>
    /// <param name="disabledValue">The expression if not.</param>
    public ReferenceExpression GetTlsValue(ReferenceExpression enabledValue, ReferenceExpression disabledValue) =>
        ReferenceExpression.CreateConditional(Property(EndpointProperty.TlsEnabled), bool.TrueString, enabledValue, disabledValue);

    /// <inheritdoc />
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(Url);

    private EndpointAnnotation? Find() =>
        Resource.Annotations.OfType<EndpointAnnotation>().SingleOrDefault(e => string.Equals(e.Name, EndpointName, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A value made of one part of an endpoint.</summary>
/// <param name="endpointReference">The endpoint.</param>
/// <param name="property">The part.</param>
public sealed class EndpointReferenceExpression(EndpointReference endpointReference, EndpointProperty property) : IValueProvider, IManifestExpressionProvider
{
    /// <inheritdoc />
    public string ValueExpression => property switch
    {
        EndpointProperty.HostAndPort => $"{Binding("host")}:{Binding("port")}",
        EndpointProperty.TargetPort => Binding("targetPort"),
        EndpointProperty.TlsEnabled => Binding("tlsEnabled"),
        _ => Binding(property.ToString().ToLowerInvariant()),
    };

    /// <inheritdoc />
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(property switch
    {
        EndpointProperty.Host => endpointReference.Host,
        EndpointProperty.Port or EndpointProperty.TargetPort => endpointReference.Port.ToString(CultureInfo.InvariantCulture),
        EndpointProperty.Scheme => endpointReference.Scheme,
        EndpointProperty.HostAndPort => string.Create(CultureInfo.InvariantCulture, $"{endpointReference.Host}:{endpointReference.Port}"),
        EndpointProperty.TlsEnabled => endpointReference.TlsEnabled ? bool.TrueString : bool.FalseString,
        _ => endpointReference.Url,
    });

    private string Binding(string part) => $"{{{endpointReference.Resource.Name}.bindings.{endpointReference.EndpointName}.{part}}}";
}
