namespace TokenAspire.LocalHosting.Supervision;

/// <summary>Finds the machine's own programs.</summary>
internal static class LocalPrograms
{
    private static readonly string[] SessionPrograms = ["setsid", "bash", "sh"];

    /// <summary>Finds a program in PATH, then in other folders.</summary>
    public static string? Find(string name, IEnumerable<string> otherFolders) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(otherFolders).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    public static void RequireSessions()
    {
        foreach (string program in SessionPrograms.Where(program => Find(program, []) is null))
        {
            throw new DistributedApplicationException($"The program {program} is missing (Debian, Ubuntu: apt-get install util-linux bash dash). The Local runtime needs Linux; elsewhere use APPHOST_RUNTIME=Aspire with Docker or Podman.");
        }
    }
}
