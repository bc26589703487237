using TokenAspire.LocalHosting.ApplicationModel;

namespace TokenAspire.LocalHosting;

/// <summary>Where a .NET project is; the build generates one implementation for each service the app host references.</summary>
public interface IProjectMetadata : IResourceAnnotation
{
    /// <summary>The project file.</summary>
    string ProjectPath { get; }

    /// <summary>The assembly the project was built to.</summary>
    string TargetPath { get; }

    /// <summary>Whether the project is built already when the app host runs.</summary>
    bool SuppressBuild => true;
}
