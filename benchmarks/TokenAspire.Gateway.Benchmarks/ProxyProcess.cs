using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using TokenAspire.Load;

namespace TokenAspire.Gateway.Benchmarks;

/// <summary>A program that listens, in a process of its own, so that its CPU time is its own.</summary>
internal sealed class ProxyProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ProxyProcess(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    public TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts a program and waits until it answers <paramref name="probe"/> with 200 at the port.</summary>
    public static async Task<ProxyProcess> StartAsync(string program, string[] arguments, int port, byte[] probe, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true };
        if (Path.IsPathRooted(program))
        {
            start.WorkingDirectory = Path.GetDirectoryName(program)!;
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start)!;
        process.OutputDataReceived += static (_, line) => Trace.WriteLine(line.Data);
        process.BeginOutputReadLine();
        ProxyProcess proxy = new(process, port);
        try
        {
            await proxy.BecomeReadyAsync(probe);
            return proxy;
        }
        catch
        {
            await proxy.DisposeAsync();
            throw;
        }
    }

    public static int TakePort()
    {
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        return ((System.Net.IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public static string Url(int port, string scheme = "https") => string.Create(CultureInfo.InvariantCulture, $"{scheme}://localhost:{port}");

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
                using TlsConnection connection = await TlsConnection.OpenAsync(Port);
                if ((await connection.ExchangeAsync(probe)).Status == 200)
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
