namespace TokenAspire.Deployment.Tests;

/// <summary>Lines of <c>NAME=value</c>, as kustomize and Compose read them.</summary>
internal static class EnvironmentFile
{
    public static IEnumerable<(string Name, string Value)> Read(string path) => File.ReadLines(path)
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split('=', 2))
        .Select(pair => (pair[0], pair[1]));
}
