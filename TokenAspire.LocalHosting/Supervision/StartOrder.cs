using TokenAspire.LocalHosting.ApplicationModel;

namespace TokenAspire.LocalHosting.Supervision;

/// <summary>What waits for what at the start, and what stops before what at the end.</summary>
internal static class StartOrder
{
    /// <summary>Throws when resources wait for each other, which none would survive.</summary>
    public static void RequireNoCircle(IEnumerable<IResource> resources)
    {
        foreach (IResource resource in resources)
        {
            Follow(resource, []);
        }
    }

    /// <summary>Whether one resource waits for the other or calls it, and therefore stops before it.</summary>
    public static bool DependsOn(IResource dependent, IResource resource) =>
        WaitedFor(dependent).Concat(dependent.Annotations.OfType<ReferenceAnnotation>().Select(reference => ProcessOf(reference.Resource))).Contains(resource);

    private static void Follow(IResource resource, List<IResource> path)
    {
        int again = path.IndexOf(resource);
        if (again >= 0)
        {
            string circle = string.Join(", which waits for ", path[again..].Append(resource).Select(member => member.Name));
            throw new DistributedApplicationException($"These resources would wait for each other for ever: {circle}. Take one WaitFor away.");
        }

        path.Add(resource);
        foreach (IResource other in WaitedFor(resource))
        {
            Follow(other, path);
        }

        path.RemoveAt(path.Count - 1);
    }

    private static IEnumerable<IResource> WaitedFor(IResource resource) =>
        resource.Annotations.OfType<WaitAnnotation>().Select(wait => ProcessOf(wait.Resource));

    /// <summary>A database lives in its server's process.</summary>
    private static IResource ProcessOf(IResource resource) => resource is IResourceWithParent<IResource> { Parent: { } parent } ? parent : resource;
}
