using System.Globalization;
using TokenAspire.LocalHosting.ApplicationModel;
using TokenAspire.LocalHosting.Supervision;

namespace TokenAspire.LocalHosting.Redis;

/// <summary>The machine's <c>redis-server</c>, configured by one file in its private folder, never by the system's.</summary>
internal static class RedisProgram
{
    private static readonly string[] OtherFolders = ["/usr/local/bin", "/opt/homebrew/bin"];

    public static string Find() => LocalPrograms.Find("redis-server", OtherFolders) ?? throw new DistributedApplicationException(
        "The program redis-server is missing. Install it (Debian, Ubuntu: apt-get install redis-server), or run ./run.sh, which does.");

    public static async Task<ProcessSpecification> PrepareAsync(RedisResource redis, LaunchContext context, CancellationToken cancellationToken)
    {
        string folder = context.Folder.CreateResourceFolder(redis.Name);
        string password = await redis.Password.GetValueAsync(cancellationToken) ?? string.Empty;

        // The append-only file keeps the data over a stop and start while the app host lives.
        string configuration = string.Create(CultureInfo.InvariantCulture, $"""
            bind {string.Join(' ', PortAllocator.LoopbackAddresses)}
            port {redis.PrimaryEndpoint.Port}
            dir "{folder}"
            requirepass "{password}"
            daemonize no
            loglevel warning
            appendonly yes
            save ""

            """);
        string file = Path.Combine(folder, "redis.conf");
        await File.WriteAllTextAsync(file, configuration, cancellationToken);
        return new ProcessSpecification(Find(), [file], folder);
    }
}
