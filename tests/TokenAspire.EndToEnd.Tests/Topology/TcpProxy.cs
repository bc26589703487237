using System.Net;
using System.Net.Sockets;

namespace TokenAspire.EndToEnd.Tests.Topology;

/// <summary>
/// Stands between clients and a server, and can become a black hole: connections are accepted and kept, and nothing
/// passes in either direction.
/// </summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, port: 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly Func<int> _target;
    private readonly Task _accepting;
    private volatile TaskCompletionSource _passage = Open();

    /// <param name="target">The server's port, asked for at each connection.</param>
    public TcpProxy(Func<int> target)
    {
        _target = target;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public void Swallow() => _passage = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Pass() => _passage.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _ended.Dispose();
    }

    private static TaskCompletionSource Open()
    {
        TaskCompletionSource open = new();
        open.SetResult();
        return open;
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            _ = ServeAsync(await _listener.AcceptSocketAsync(_ended.Token));
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using (client)
        using (Socket server = new(SocketType.Stream, ProtocolType.Tcp))
        {
            try
            {
                await _passage.Task.WaitAsync(_ended.Token);
                await server.ConnectAsync(IPAddress.Loopback, _target(), _ended.Token);
                await Task.WhenAny(PumpAsync(client, server), PumpAsync(server, client));
            }
            catch (Exception fault) when (fault is SocketException or OperationCanceledException)
            {
                // Either side may go whenever it likes; the other is then closed too.
            }
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        byte[] buffer = new byte[16 * 1024];
        while (await from.ReceiveAsync(buffer, SocketFlags.None, _ended.Token) is int count and > 0)
        {
            await _passage.Task.WaitAsync(_ended.Token);
            await to.SendAsync(buffer.AsMemory(0, count), SocketFlags.None, _ended.Token);
        }
    }
}
