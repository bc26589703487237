namespace TokenAspire.LocalHosting.ApplicationModel;

/// <summary>The resource runs as several processes behind one port.</summary>
/// <param name="replicas">How many.</param>
public sealed class ReplicaAnnotation(int replicas = 1) : IResourceAnnotation
{
    /// <summary>How many.</summary>
    public int Replicas { get; } = replicas;
}
