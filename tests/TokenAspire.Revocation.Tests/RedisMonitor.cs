using System.Net;
using System.Net.Sockets;
using System.Text;
using StackExchange.Redis;

namespace TokenAspire.Revocation.Tests;

/// <summary>Redis's own account of what it executes, in the order in which it does (the command MONITOR).</summary>
internal sealed class RedisMonitor : IDisposable
{
    private readonly TcpClient _client;
    private readonly StreamReader _lines;

    private RedisMonitor(TcpClient client) => (_client, _lines) = (client, new StreamReader(client.GetStream()));

    public static async Task<RedisMonitor> StartAsync(string connectionString, CancellationToken ct)
    {
        ConfigurationOptions configuration = ConfigurationOptions.Parse(connectionString);
        IPEndPoint server = (IPEndPoint)configuration.EndPoints[0];
        TcpClient client = new();
        await client.ConnectAsync(server, ct);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"AUTH {configuration.Password}\r\nMONITOR\r\n"), ct);
        RedisMonitor monitor = new(client);
        Assert.Equal("+OK", await monitor._lines.ReadLineAsync(ct));
        Assert.Equal("+OK", await monitor._lines.ReadLineAsync(ct));
        return monitor;
    }

    /// <summary>The next of the named commands: <c>+1795319425.214275 [0 127.0.0.1:54704] "PUBLISH" "channel" ""</c>.</summary>
    public async Task<string> NextAsync(CancellationToken ct, params string[] commands)
    {
        while (true)
        {
            string line = await _lines.ReadLineAsync(ct) ?? throw new InvalidOperationException("Redis ended the connection.");
            if (commands.FirstOrDefault(command => line.Contains($"] \"{command}\"", StringComparison.Ordinal)) is { } executed)
            {
                return executed;
            }
        }
    }

    public void Dispose() => _client.Dispose();
}
