using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace TokenAspire.Load;

/// <summary>A server in a process of its own, so that its CPU time is its own.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, int port) => (_process, Port) = (process, port);

    /// <summary>Where it answers.</summary>
    public int Port { get; }

    /// <summary>What its threads have used, those that have ended too.</summary>
    public TimeSpan CpuTime => ProcessClock.Read(_process);

    /// <summary>
    /// Starts a program that will listen on <paramref name="port"/>, in the folder of the first file that is named in full,
    /// and waits until <paramref name="answers"/> says that it does what it is there for.
    /// </summary>
    public static async Task<ServerProcess> StartAsync(
        string program, string[] arguments, int port, Func<int, Task<bool>> answers, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true };
        if (new[] { program }.Concat(arguments).FirstOrDefault(Path.IsPathRooted) is string file)
        {
            start.WorkingDirectory = Path.GetDirectoryName(file)!;
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start)!;
        process.OutputDataReceived += static (_, line) => Trace.WriteLine(line.Data);
        process.BeginOutputReadLine();
        ServerProcess server = new(process, port);
        try
        {
            await server.BecomeReadyAsync(answers);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public static int TakePort()
    {
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public static string Url(int port, string scheme = "https") => string.Create(CultureInfo.InvariantCulture, $"{scheme}://localhost:{port}");

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task BecomeReadyAsync(Func<int, Task<bool>> answers)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        for (int attempt = 0; attempt < 600; attempt++)
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException($"{_process.StartInfo.FileName} ended with {_process.ExitCode} before it was ready.");
            }

            try
            {
                if (await answers(Port))
                {
                    return;
                }
            }
            catch (Exception notYet) when (notYet is SocketException or IOException)
            {
                // It does not listen yet.
            }

            await timer.WaitForNextTickAsync();
        }

        throw new InvalidOperationException($"{_process.StartInfo.FileName} did not become ready within a minute.");
    }
}
