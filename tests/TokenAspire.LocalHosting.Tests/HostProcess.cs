using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.Configuration.UserSecrets;

namespace TokenAspire.LocalHosting.Tests;

/// <summary>The tests' app host as a process of its own, with its own home and temporary folder.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _healthy = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostProcess(ProcessStartInfo start, string folder)
    {
        Folder = folder;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    public string Folder { get; }

    public int Id => _process.Id;

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public static HostProcess Start(params ReadOnlySpan<(string Name, string Value)> environment) =>
        Start([typeof(global::Projects.TokenAspire_LocalHosting_Tests_AppHost).Assembly.Location], environment);

    /// <param name="arguments">Its command line.</param>
    public static HostProcess StartWith(params string[] arguments) =>
        Start([typeof(global::Projects.TokenAspire_LocalHosting_Tests_AppHost).Assembly.Location, .. arguments]);

    /// <param name="secrets">What its user secrets file contains.</param>
    public static HostProcess StartWithSecrets(string secrets) =>
        Start([typeof(global::Projects.TokenAspire_LocalHosting_Tests_AppHost).Assembly.Location], folder =>
        {
            string id = typeof(global::Projects.TokenAspire_LocalHosting_Tests_AppHost).Assembly.GetCustomAttribute<UserSecretsIdAttribute>()!.UserSecretsId;
            string file = Path.Combine(folder, ".microsoft", "usersecrets", id, "secrets.json");
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, secrets);
        });

    public static HostProcess StartByDotnetRun() =>
        Start(["run", "--no-build", "--project", global::Projects.TokenAspire_LocalHosting_Tests_AppHost.ProjectPath]);

    private static HostProcess Start(string[] arguments, params ReadOnlySpan<(string Name, string Value)> environment) =>
        Start(arguments, static _ => { }, environment);

    private static HostProcess Start(string[] arguments, Action<string> prepare, params ReadOnlySpan<(string Name, string Value)> environment)
    {
        // Not the usual 0700: as root, Postgres runs as another user that has to pass through.
        string folder = Path.Combine(Path.GetTempPath(), $"tokenaspire-test-{Guid.NewGuid():N}"[..28]);
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        prepare(folder);
        string dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        ProcessStartInfo start = new(dotnet, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["TMPDIR"] = folder, ["HOME"] = folder },
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        HostProcess host = new(start, folder);
        host._process.Start();
        host._process.BeginOutputReadLine();
        host._process.BeginErrorReadLine();
        return host;
    }

    public Task WaitForHealthyAsync(CancellationToken cancellationToken) => _healthy.Task.WaitAsync(cancellationToken);

    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>The processes it started, its watchdog among them.</summary>
    public IReadOnlyList<int> Children() => Children(Id);

    public static IReadOnlyList<int> Children(int parent) => [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
        .Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _)).Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
        .Where(id => Stat(id) is { } stat && stat.Parent == parent)];

    /// <summary>Whether the process exists and is no zombie.</summary>
    public static bool IsRunning(int id) => Stat(id) is { State: not "Z" };

    public IEnumerable<string> RunFolders() => Directory.EnumerateDirectories(Folder, "tokenaspire-run-*");

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static (string State, int Parent)? Stat(int id)
    {
        try
        {
            // 123 (name with spaces) S 1 …
            string stat = File.ReadAllText($"/proc/{id}/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (fields[0], int.Parse(fields[1], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private void Keep(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }

        if (line is null)
        {
            _healthy.TrySetException(new InvalidOperationException(Output));
        }

        if (line == "All resources healthy")
        {
            _healthy.TrySetResult();
        }
    }
}
