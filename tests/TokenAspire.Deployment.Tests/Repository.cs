namespace TokenAspire.Deployment.Tests;

/// <summary>The files under test are those of the source tree.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    public static string Read(string relative) => File.ReadAllText(Path(relative));

    private static string Find(string folder) => File.Exists(System.IO.Path.Combine(folder, "TokenAspire.sln"))
        ? folder
        : Find(System.IO.Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run outside the repository."));
}
