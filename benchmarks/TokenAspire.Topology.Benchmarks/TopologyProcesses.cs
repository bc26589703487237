using System.Diagnostics;
using System.Globalization;

namespace TokenAspire.Topology.Benchmarks;

/// <summary>The processes that this one has started for the topology, and what they have started themselves.</summary>
internal static class TopologyProcesses
{
    public static readonly string[] Names = ["gateway", "orders", "inventory", "shipping", "issuer", "revocations", "postgres"];

    /// <summary>CPU time so far, by part; a part's child processes included.</summary>
    public static Dictionary<string, TimeSpan> CpuTimes()
    {
        Dictionary<int, int> parents = Parents();
        return Names.ToDictionary(name => name, name => Cpu(Find(name, parents), parents), StringComparer.Ordinal);
    }

    /// <summary>The process of a part; 0 while there is none.</summary>
    public static int Find(string name) => Find(name, Parents());

    /// <summary>SIGKILL: no goodbye, no last write.</summary>
    public static int Kill(string name)
    {
        int id = Find(name);
        using Process process = Process.GetProcessById(id);
        process.Kill();
        return id;
    }

    private static int Find(string name, Dictionary<int, int> parents) => parents
        .Where(process => process.Value == Environment.ProcessId && Is(process.Key, name))
        .Select(process => process.Key)
        .FirstOrDefault();

    private static bool Is(int id, string name)
    {
        string command = Read($"/proc/{id}/cmdline");
        return name switch
        {
            "revocations" => command.Contains("redis-server", StringComparison.Ordinal),
            "postgres" => command.Contains("postgres", StringComparison.Ordinal),
            _ => command.Contains($"/TokenAspire.{name}.dll", StringComparison.OrdinalIgnoreCase),
        };
    }

    private static TimeSpan Cpu(int id, Dictionary<int, int> parents)
    {
        if (id == 0)
        {
            return TimeSpan.Zero;
        }

        // Its own time and that of the children that have ended: Postgres's have one for each connection.
        TimeSpan own = Stat(id) is { Length: > 14 } stat
            ? TimeSpan.FromMilliseconds(10 * stat[11..15].Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture)))
            : TimeSpan.Zero;
        return parents.Where(process => process.Value == id).Aggregate(own, (sum, child) => sum + Cpu(child.Key, parents));
    }

    private static Dictionary<int, int> Parents() => Process.GetProcesses()
        .Select(process => (process.Id, Stat: Stat(process.Id)))
        .Where(process => process.Stat.Length > 1)
        .ToDictionary(process => process.Id, process => int.Parse(process.Stat[1], CultureInfo.InvariantCulture));

    // 123 (name) S 1 … : what follows the name, from the state on.
    private static string[] Stat(int id)
    {
        string stat = Read($"/proc/{id}/stat");
        return stat.Length == 0 ? [] : stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile.
            return "";
        }
    }
}
