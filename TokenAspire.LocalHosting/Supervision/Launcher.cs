using System.Globalization;

namespace TokenAspire.LocalHosting.Supervision;

/// <summary>
/// <c>dotnet run</c> or <c>dotnet watch</c>, where one of them started the app host. They pass Ctrl+C and SIGTERM on;
/// killed, they can pass nothing on, and the app host would live on in the background without a console.
/// </summary>
internal static class Launcher
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Ends when the launcher is gone; without one, only when cancelled.</summary>
    public static async Task WhenGoneAsync(CancellationToken cancellationToken)
    {
        int launcher = ParentId();
        if (!IsDotnet(launcher))
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        using PeriodicTimer timer = new(Interval);
        while (ParentId() == launcher)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    // /proc/self/stat: 123 (name with spaces) S 1 …
    private static int ParentId()
    {
        string stat = File.ReadAllText("/proc/self/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
    }

    private static bool IsDotnet(int id)
    {
        string[] arguments = File.ReadAllText($"/proc/{id}/cmdline").Split('\0');
        return Path.GetFileName(arguments[0]) == "dotnet" && arguments.Any(argument => argument is "run" or "watch");
    }
}
