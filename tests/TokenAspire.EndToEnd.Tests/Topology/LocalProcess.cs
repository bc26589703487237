using System.Diagnostics;
using System.Globalization;

namespace TokenAspire.EndToEnd.Tests.Topology;

/// <summary>A process of this machine, found by the port it listens on.</summary>
internal static class LocalProcess
{
    private const string Listening = "0A";

    /// <summary>SIGKILL: no goodbye, no last write.</summary>
    public static async Task KillListenerAsync(int port)
    {
        using Process process = Find(port);
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The folder that a listener works in.</summary>
    public static string Folder(int port)
    {
        using Process process = Find(port);
        return Directory.ResolveLinkTarget($"/proc/{process.Id}/cwd", returnFinalTarget: true)!.FullName;
    }

    private static Process Find(int port)
    {
        HashSet<string> sockets = [.. Sockets("/proc/net/tcp", port), .. Sockets("/proc/net/tcp6", port)];
        return Process.GetProcesses().FirstOrDefault(process => Holds(process, sockets))
            ?? throw new InvalidOperationException($"No process of this user listens on port {port}.");
    }

    //   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
    //    0: 0100007F:1BBC 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 …
    private static IEnumerable<string> Sockets(string table, int port) => File.ReadLines(table)
        .Skip(1)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(columns => columns[3] == Listening
            && int.Parse(columns[1].AsSpan(columns[1].LastIndexOf(':') + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture) == port)
        .Select(columns => $"socket:[{columns[9]}]");

    private static bool Holds(Process process, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries($"/proc/{process.Id}/fd")
                .Any(descriptor => File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.Name is { } name && sockets.Contains(name));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile, or belongs to somebody else.
            return false;
        }
    }
}
