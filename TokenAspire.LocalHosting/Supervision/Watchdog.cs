using System.Diagnostics;
using System.Globalization;

namespace TokenAspire.LocalHosting.Supervision;

/// <summary>
/// Outlives the app host by a moment: a shell that reads from a pipe the app host holds. However the app host
/// ends, the pipe ends, and the shell kills what still runs and removes the run's folder. (Linux's parent-death
/// signal would follow the thread that started a child, and .NET's pool threads come and go.)
/// </summary>
internal sealed class Watchdog : IAsyncDisposable
{
    // "+ID SIGNAL" and "-ID" keep the list of process groups; the signal lets Postgres release its shared memory.
    private const string Script = """
        exec >/dev/null 2>&1
        groups=
        while read -r change signal; do
          case $change in
            +*) groups="$groups ${change#+}:$signal" ;;
            -*) kept=; for g in $groups; do [ "${g%:*}" = "${change#-}" ] || kept="$kept $g"; done; groups=$kept ;;
          esac
        done
        for g in $groups; do kill -s "${g#*:}" -- "-${g%:*}"; done
        for attempt in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
          alive=; for g in $groups; do kill -s 0 -- "-${g%:*}" && alive=1; done
          [ -z "$alive" ] && break
          sleep 0.2
        done
        for g in $groups; do kill -s KILL -- "-${g%:*}"; done
        rm -rf -- "$1"
        """;

    private readonly Process _shell;
    private readonly Lock _gate = new();

    public Watchdog(RunFolder folder)
    {
        ProcessStartInfo start = new("setsid", ["sh", "-c", Script, "sh", folder.FullName]) { RedirectStandardInput = true, UseShellExecute = false, WorkingDirectory = "/" };
        _shell = Process.Start(start) ?? throw new InvalidOperationException("The watchdog did not start.");
        _shell.StandardInput.NewLine = "\n";
    }

    /// <summary>Registers a process group, and the signal that ends it when the app host is gone.</summary>
    public void Watch(int groupId, string lastSignal) => Tell(string.Create(CultureInfo.InvariantCulture, $"+{groupId} {lastSignal}"));

    public void Forget(int groupId) => Tell(string.Create(CultureInfo.InvariantCulture, $"-{groupId}"));

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
    }

    private void Tell(string change)
    {
        lock (_gate)
        {
            _shell.StandardInput.WriteLine(change);
            _shell.StandardInput.Flush();
        }
    }
}
