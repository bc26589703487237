using System.Collections.ObjectModel;

namespace TokenAspire.LocalHosting.ApplicationModel;

/// <summary>What has been said about a resource.</summary>
public sealed class ResourceAnnotationCollection : Collection<IResourceAnnotation>;

/// <summary>The resources of an application.</summary>
public interface IResourceCollection : IReadOnlyList<IResource>;

/// <summary>What an application is made of.</summary>
/// <param name="resources">Its resources.</param>
public sealed class DistributedApplicationModel(IResourceCollection resources)
{
    /// <summary>Its resources.</summary>
    public IResourceCollection Resources { get; } = resources;
}

internal sealed class ResourceCollection : List<IResource>, IResourceCollection;

/// <summary>A resource with a name.</summary>
/// <param name="name">The name.</param>
public abstract class Resource(string name) : IResource
{
    /// <inheritdoc />
    public string Name { get; } = name;

    /// <inheritdoc />
    public ResourceAnnotationCollection Annotations { get; } = [];
}

/// <summary>What becomes of an annotation of the same type.</summary>
public enum ResourceAnnotationMutationBehavior
{
    /// <summary>It stays.</summary>
    Append,

    /// <summary>It goes.</summary>
    Replace,
}

/// <summary>Adds to a resource.</summary>
/// <typeparam name="T">The type of the resource.</typeparam>
public interface IResourceBuilder<out T>
    where T : IResource
{
    /// <summary>The application the resource belongs to.</summary>
    IDistributedApplicationBuilder ApplicationBuilder { get; }

    /// <summary>The resource.</summary>
    T Resource { get; }

    /// <summary>Says something about the resource.</summary>
    /// <typeparam name="TAnnotation">The type of what is said.</typeparam>
    /// <param name="annotation">What is said.</param>
    /// <param name="behavior">Whether it takes the place of what was said of the same type.</param>
    IResourceBuilder<T> WithAnnotation<TAnnotation>(TAnnotation annotation, ResourceAnnotationMutationBehavior behavior = ResourceAnnotationMutationBehavior.Append)
        where TAnnotation : IResourceAnnotation;
}

internal sealed class ResourceBuilder<T>(IDistributedApplicationBuilder applicationBuilder, T resource) : IResourceBuilder<T>
    where T : IResource
{
    public IDistributedApplicationBuilder ApplicationBuilder { get; } = applicationBuilder;

    public T Resource { get; } = resource;

    public IResourceBuilder<T> WithAnnotation<TAnnotation>(TAnnotation annotation, ResourceAnnotationMutationBehavior behavior = ResourceAnnotationMutationBehavior.Append)
        where TAnnotation : IResourceAnnotation
    {
        foreach (TAnnotation replaced in behavior == ResourceAnnotationMutationBehavior.Replace ? Resource.Annotations.OfType<TAnnotation>().ToArray() : [])
        {
            Resource.Annotations.Remove(replaced);
        }

        Resource.Annotations.Add(annotation);
        return this;
    }
}
