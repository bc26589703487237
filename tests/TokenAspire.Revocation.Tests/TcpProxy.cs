using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace TokenAspire.Revocation.Tests;

/// <summary>The network in front of a server. It can go silent both ways, new connections included, and cut connections.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentBag<Connection> _connections = [];
    private readonly int _target;
    private readonly Task _accepting;
    private volatile bool _frozen;

    public TcpProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections => _connections.Count;

    /// <summary>Over how many connections, open or not, a client has subscribed.</summary>
    public int Subscriptions => _connections.Count(connection => connection.Subscribed);

    /// <summary>From now on nothing passes: what is sent is taken and forgotten, connections are accepted and never answered.</summary>
    public void Freeze()
    {
        _frozen = true;
        FreezeConnections();
    }

    /// <summary>New connections work again. Those of before stay as dead as a middlebox that forgot them would leave them.</summary>
    public void Thaw() => _frozen = false;

    /// <summary>The connections of this moment go silent for good; new ones work.</summary>
    public void FreezeConnections()
    {
        foreach (Connection connection in _connections)
        {
            connection.Frozen = true;
        }
    }

    /// <summary>Goes silent where a client has subscribed; the other connections work.</summary>
    public void FreezeSubscriptions()
    {
        foreach (Connection connection in _connections.Where(connection => connection.Subscribed))
        {
            connection.Frozen = true;
        }
    }

    /// <summary>Closes every connection.</summary>
    public void Cut()
    {
        foreach (Connection connection in _connections)
        {
            connection.Client.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        Cut();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_end.Token);
                TcpClient server = new();
                await server.ConnectAsync(IPAddress.Loopback, _target, _end.Token);
                Connection connection = new(client) { Frozen = _frozen };
                _connections.Add(connection);
                _ = PumpAsync(connection, client, server, fromClient: true);
                _ = PumpAsync(connection, server, client, fromClient: false);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over (a listener that was stopped between two clients says so as an invalid operation),
            // or the server is down: nobody is accepted any more.
            _listener.Stop();
        }
    }

    private async Task PumpAsync(Connection connection, TcpClient from, TcpClient to, bool fromClient)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await from.GetStream().ReadAsync(buffer, _end.Token)) > 0)
            {
                connection.Subscribed |= fromClient && buffer.AsSpan(0, read).IndexOf("SUBSCRIBE"u8) >= 0;
                if (!connection.Frozen)
                {
                    await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _end.Token);
                }
            }
        }
        catch (Exception end) when (end is OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            connection.Frozen = true;
        }
        finally
        {
            from.Dispose();
            to.Dispose();
        }
    }

    private sealed class Connection(TcpClient client)
    {
        public volatile bool Frozen;
        public volatile bool Subscribed;

        public TcpClient Client { get; } = client;
    }
}
