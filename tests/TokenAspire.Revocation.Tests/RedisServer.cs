using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TokenAspire.Revocation.Tests;

/// <summary>The machine's <c>redis-server</c> on a port and in a folder of its own; it ends with the tests, however they end.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private const string Password = "a-password-of-the-tests";

    // Whoever holds the other end of the pipe keeps the server alive.
    private const string Guardian = "exec >/dev/null 2>&1; redis-server \"$1\" & server=$!; read -r end; kill -KILL $server; wait $server";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tokenaspire-redis-");
    private Process? _guardian;

    private RedisServer(int port) => Port = port;

    public int Port { get; }

    public string ConnectionString => ConnectionStringFor(Port);


    /// <summary>The server's connection string with the port of something in front of it.</summary>
    public static string ConnectionStringFor(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port},password={Password}");

    public static async Task<RedisServer> StartAsync(string configuration, CancellationToken ct)
    {
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        RedisServer server = new(((IPEndPoint)free.LocalEndpoint).Port);
        free.Stop();
        await File.WriteAllTextAsync(
            Path.Combine(server._folder.FullName, "redis.conf"),
            string.Create(CultureInfo.InvariantCulture, $"""
                bind 127.0.0.1
                port {server.Port}
                dir {server._folder.FullName}
                requirepass {Password}
                save ""
                {configuration}

                """),
            ct);
        await server.StartAsync(ct);
        return server;
    }

    /// <summary>Starts it, again after a stop: with what it has on disk.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        _guardian = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Guardian, "redis", Path.Combine(_folder.FullName, "redis.conf")])
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
        })!;
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        while (!await AnswersAsync(ct))
        {
            await timer.WaitForNextTickAsync(ct);
        }
    }

    /// <summary>SIGKILL: no goodbye, no last write.</summary>
    public async Task KillAsync(CancellationToken ct)
    {
        await _guardian!.StandardInput.WriteLineAsync("end".AsMemory(), ct);
        await _guardian.WaitForExitAsync(ct);
        _guardian.Dispose();
        _guardian = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_guardian is not null)
        {
            await KillAsync(CancellationToken.None);
        }

        _folder.Delete(recursive: true);
    }

    private async Task<bool> AnswersAsync(CancellationToken ct)
    {
        try
        {
            using TcpClient client = new();
            await client.ConnectAsync(IPAddress.Loopback, Port, ct);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"AUTH {Password}\r\nPING\r\n"), ct);
            using StreamReader lines = new(client.GetStream());
            await lines.ReadLineAsync(ct);
            return await lines.ReadLineAsync(ct) == "+PONG";
        }
        catch (Exception notYet) when (notYet is SocketException or IOException)
        {
            return false;
        }
    }
}
