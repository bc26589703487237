namespace TokenAspire.LocalHosting.Supervision;

/// <summary>Finds the machine's own programs.</summary>
internal static class LocalPrograms
{
    /// <summary>Finds a program in PATH, then in other folders.</summary>
    public static string? Find(string name, IEnumerable<string> otherFolders) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(otherFolders).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    public static void RequireSessions()
    {
        if (Find("setsid", []) is null || Find("sh", []) is null)
        {
            throw new DistributedApplicationException("The programs setsid and sh are missing (Debian, Ubuntu: apt-get install util-linux dash). The Local runtime needs Linux; elsewhere use APPHOST_RUNTIME=Aspire with Docker or Podman.");
        }
    }
}
