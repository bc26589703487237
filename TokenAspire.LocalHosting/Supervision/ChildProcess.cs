using System.Diagnostics;

namespace TokenAspire.LocalHosting.Supervision;

/// <summary>How to start and end a program.</summary>
internal sealed record ProcessSpecification(string Program, IReadOnlyList<string> Arguments, string WorkingDirectory)
{
    /// <summary>Set on top of the app host's own environment; a null value removes.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    public UnprivilegedUser? User { get; init; }

    public int StopSignal { get; init; } = Posix.SigTerm;

    /// <summary>The signal of the watchdog when the app host is gone.</summary>
    public string LastSignal { get; init; } = "KILL";
}

/// <summary>A process as it was started; its environment is what was set on top of the app host's own.</summary>
internal sealed record LaunchedProcess(int Id, DateTimeOffset StartedAt, IReadOnlyDictionary<string, string?> Environment);

/// <summary>A program in a session of its own: the terminal's Ctrl+C reaches the app host alone, which stops all in order.</summary>
internal sealed class ChildProcess : IDisposable
{
    // A child waits for the word to go. If the app host dies before it has told the watchdog of the child, the
    // child's input ends and it exits: there is no moment at which it could be orphaned. (bash, since other
    // shells drop variables with a hyphen in their name; -p, so that no start-up file of the user is read.)
    private const string Gate = "read -r go && exec \"$@\"";

    private readonly Process _process;
    private readonly Watchdog _watchdog;
    private readonly ProcessSpecification _specification;

    private ChildProcess(Process process, Watchdog watchdog, ProcessSpecification specification, Task exited)
    {
        _process = process;
        _watchdog = watchdog;
        _specification = specification;
        Exited = exited;
    }

    /// <summary>Ends when the process has ended and its output has been read.</summary>
    public Task Exited { get; }

    /// <summary>Whether the process has ended, be it that its output is still being read.</summary>
    public bool HasExited
    {
        get
        {
            try
            {
                return Exited.IsCompleted || _process.HasExited;
            }
            catch (InvalidOperationException)
            {
                return true; // Disposed of meanwhile.
            }
        }
    }

    public int Id => _process.Id;

    public int ExitCode => _process.ExitCode;

    public static ChildProcess Start(ProcessSpecification specification, Watchdog watchdog, Action<string, bool> onLine)
    {
        Process process = new() { StartInfo = StartInfo(specification), EnableRaisingEvents = true };
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        process.Exited += (_, _) => ended.TrySetResult();
        process.OutputDataReceived += (_, line) => Forward(line.Data, isError: false);
        process.ErrorDataReceived += (_, line) => Forward(line.Data, isError: true);
        process.Start();
        watchdog.Watch(process.Id, specification.LastSignal);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Write('\n');
        process.StandardInput.Close();
        return new ChildProcess(process, watchdog, specification, ExitedAsync(process, ended.Task, watchdog));

        void Forward(string? line, bool isError)
        {
            if (line is not null)
            {
                onLine(line, isError);
            }
        }
    }

    /// <summary>Asks the process to end, and after the bound makes it.</summary>
    public async Task StopAsync(TimeSpan bound)
    {
        Posix.Signal(Id, _specification.StopSignal);
        try
        {
            await Exited.WaitAsync(bound, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            Posix.Signal(-Id, Posix.SigKill);
            await Exited;
        }
    }

    public void Dispose() => _process.Dispose();

    private static async Task ExitedAsync(Process process, Task ended, Watchdog watchdog)
    {
        await ended;
        Posix.Signal(-process.Id, Posix.SigKill); // what it left behind in its group, and what could hold its output open
        await process.WaitForExitAsync();
        watchdog.Forget(process.Id);
    }

    private static ProcessStartInfo StartInfo(ProcessSpecification specification)
    {
        List<string> arguments = ["bash", "-p", "-c", Gate, "bash"];
        if (specification.User is { } user)
        {
            arguments.AddRange(["setpriv", $"--reuid={user.Id}", $"--regid={user.GroupId}", "--clear-groups", "--"]);
        }

        ProcessStartInfo start = new("setsid", [.. arguments, specification.Program, .. specification.Arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = specification.WorkingDirectory,
        };
        foreach ((string name, string? value) in specification.Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }
}
