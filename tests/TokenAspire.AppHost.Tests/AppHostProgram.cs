using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace TokenAspire.AppHost.Tests;

/// <summary>The built app host, run to its end with a home and a PATH of its own.</summary>
internal sealed class AppHostProgram : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory().FullName;

    /// <summary>Two folders below the repository, so that the paths in the manifest are the same everywhere.</summary>
    private readonly string _output = Path.Combine(Metadata("RepositoryRoot"), "artifacts", $"manifest-{Guid.NewGuid():N}");

    public string ManifestPath => Path.Combine(_output, "manifest.json");

    public string Home => _home;

    public static bool IsAspire => Metadata("AppHost").Contains("/bin/Aspire/", StringComparison.Ordinal);

    public async Task<(int ExitCode, string Output)> RunAsync(string[] arguments, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(DotnetHost(), [Metadata("AppHost"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,

            // No program can be found, so nothing could be started.
            Environment = { ["HOME"] = _home, ["PATH"] = _home },
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await error);
    }

    public async Task<string> PublishAsync(params (string Name, string Value)[] environment)
    {
        (int exitCode, string output) = await RunAsync(["--operation", "publish", "--publisher", "manifest", "--output-path", ManifestPath], environment);
        Assert.True(exitCode == 0, output);
        return await File.ReadAllTextAsync(ManifestPath, TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        Directory.Delete(_home, recursive: true);
        if (Directory.Exists(_output))
        {
            Directory.Delete(_output, recursive: true);
        }
    }

    private static string Metadata(string key) => typeof(AppHostProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == key).Value!;

    private static string DotnetHost() => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
}
