using System.Globalization;
using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Supervision;

namespace TokenAspire.LocalHosting.Postgres;

/// <summary>The machine's <c>postgres</c>, as an unprivileged user when this process is root's.</summary>
internal static class PostgresProgram
{
    public static string Find(string program) => LocalPrograms.Find(program, VersionFolders()) ?? throw new DistributedApplicationException(
        $"The program {program} is missing. Install it (Debian, Ubuntu: apt-get install postgresql), or run ./run.sh, which does.");

    public static async Task<ProcessSpecification> PrepareAsync(PostgresServerResource server, LaunchContext context, CancellationToken cancellationToken)
    {
        UnprivilegedUser? user = UnprivilegedUser.ForRoot("postgres", "nobody");
        string folder = context.Folder.CreateResourceFolder(server.Name, user);
        string data = Path.Combine(folder, "data");
        if (!File.Exists(Path.Combine(data, "PG_VERSION")))
        {
            await InitializeAsync(server, context, user, folder, data, cancellationToken);
        }

        string[] arguments =
        [
            "-D", data,
            "-p", server.PrimaryEndpoint.Port.ToString(CultureInfo.InvariantCulture),
            "-c", $"listen_addresses={string.Join(',', PortAllocator.LoopbackAddresses)}",
            "-c", $"unix_socket_directories={folder}",
        ];
        return new ProcessSpecification(Find("postgres"), arguments, folder)
        {
            User = user,
            StopSignal = Posix.SigInt, // "fast": ends sessions, writes a checkpoint
            LastSignal = "QUIT", // "immediate": no checkpoint, but its shared memory is released
        };
    }

    private static async Task InitializeAsync(PostgresServerResource server, LaunchContext context, UnprivilegedUser? user, string folder, string data, CancellationToken cancellationToken)
    {
        string passwordFile = Path.Combine(folder, "password");
        await File.WriteAllTextAsync(passwordFile, await server.PasswordParameter.GetValueAsync(cancellationToken), cancellationToken);
        if (user is not null)
        {
            Posix.GiveTo(passwordFile, user);
        }

        // --no-sync concerns this empty cluster alone; the server itself runs with fsync on.
        string[] arguments =
        [
            "-D", data, "--username", await server.UserNameReference.GetValueAsync(cancellationToken) ?? string.Empty, "--pwfile", passwordFile,
            "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync",
        ];
        await context.RunAsync(new ProcessSpecification(Find("initdb"), arguments, folder) { User = user }, cancellationToken);
        File.Delete(passwordFile);
    }

    /// <summary>Debian keeps each version's programs out of PATH: <c>/usr/lib/postgresql/17/bin</c>.</summary>
    private static IEnumerable<string> VersionFolders()
    {
        const string root = "/usr/lib/postgresql";
        IEnumerable<string> versions = Directory.Exists(root) ? Directory.EnumerateDirectories(root) : [];
        return versions.OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin"))
            .Concat(["/usr/pgsql/bin", "/usr/local/bin", "/opt/homebrew/bin"]);
    }
}
