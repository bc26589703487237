using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace TokenAspire.Issuer.Benchmarks;

/// <summary>A server in a process of its own, so that its CPU time is its own.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, int port) => (_process, Port) = (process, port);

    /// <summary>Where it answers, without TLS: encryption costs every server the same and would only hide what differs.</summary>
    public int Port { get; }

    public TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts a program that will listen on <paramref name="port"/>, and waits until <paramref name="probe"/> is answered with 200.</summary>
    public static async Task<ServerProcess> StartAsync(
        string program, string[] arguments, int port, IReadOnlyDictionary<string, string> environment, byte[] probe)
    {
        ProcessStartInfo start = new(Path.GetFileName(program) == program ? program : Path.GetFullPath(program), arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = Path.GetDirectoryName(Path.GetFullPath(arguments.FirstOrDefault(program)))!,
            RedirectStandardOutput = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start)!;
        process.OutputDataReceived += static (_, line) => Trace.WriteLine(line.Data);
        process.BeginOutputReadLine();
        ServerProcess server = new(process, port);
        await server.BecomeReadyAsync(probe);
        return server;
    }

    public static int TakePort()
    {
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public static string Url(string scheme, int port) => string.Create(CultureInfo.InvariantCulture, $"{scheme}://localhost:{port}");

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task BecomeReadyAsync(byte[] probe)
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
                using HttpConnection connection = await HttpConnection.OpenAsync(Port);
                if ((await connection.ExchangeAsync(probe)).Status == 200)
                {
                    return;
                }
            }
            catch (SocketException)
            {
                // It does not listen yet.
            }

            await timer.WaitForNextTickAsync();
        }

        throw new InvalidOperationException($"{_process.StartInfo.FileName} did not become ready within a minute.");
    }
}
