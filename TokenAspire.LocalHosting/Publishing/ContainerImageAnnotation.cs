using TokenAspire.LocalHosting.ApplicationModel;

namespace TokenAspire.LocalHosting.Publishing;

/// <summary>The container that stands in the manifest for a resource which is a local program here.</summary>
/// <param name="image">The image with registry and tag.</param>
internal sealed class ContainerImageAnnotation(string image) : IResourceAnnotation
{
    public string Image { get; } = image;

    public string? Entrypoint { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Text or an <see cref="IValueProvider"/> per name, in the order of the manifest.</summary>
    public IReadOnlyList<KeyValuePair<string, object>> Environment { get; init; } = [];
}
