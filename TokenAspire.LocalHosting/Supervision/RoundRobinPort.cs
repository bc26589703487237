using System.Net;
using System.Net.Sockets;

namespace TokenAspire.LocalHosting.Supervision;

/// <summary>
/// The one port of a resource with several replicas. Each connection goes to the next replica that takes it, as it
/// is: TLS ends in the replica.
/// </summary>
internal sealed class RoundRobinPort : IAsyncDisposable
{
    private readonly IReadOnlyList<int> _replicas;
    private readonly CancellationTokenSource _end = new();
    private readonly Socket[] _listeners;
    private readonly Task[] _accepting;
    private int _next = -1;

    public RoundRobinPort(int port, IReadOnlyList<int> replicas)
    {
        _replicas = replicas;
        _listeners = [.. PortAllocator.LoopbackAddresses.Select(address => Listen(address, port))];
        _accepting = [.. _listeners.Select(AcceptAsync)];
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        foreach (Socket listener in _listeners)
        {
            listener.Dispose();
        }

        await Task.WhenAll(_accepting);
        _end.Dispose();
    }

    private static Socket Listen(IPAddress address, int port)
    {
        Socket listener = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(address, port));
        listener.Listen();
        return listener;
    }

    private async Task AcceptAsync(Socket listener)
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                Socket client = await listener.AcceptAsync(_end.Token);
                client.NoDelay = true; // an answer in two pieces would wait for the acknowledgement of the first, 40 ms later
                connections.RemoveAll(connection => connection.IsCompleted);
                connections.Add(ForwardAsync(client));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ForwardAsync(Socket client)
    {
        using (client)
        {
            using Socket? replica = await ConnectAsync();
            if (replica is null)
            {
                return; // None is up: the client sees a closed connection.
            }

            // Either end may close its half first; when one half breaks, the other has nothing to wait for.
            using CancellationTokenSource broken = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
            await Task.WhenAll(PumpAsync(client, replica, broken), PumpAsync(replica, client, broken));
        }
    }

    private async Task<Socket?> ConnectAsync()
    {
        int first = Interlocked.Increment(ref _next);
        for (int i = 0; i < _replicas.Count; i++)
        {
            foreach (IPAddress address in PortAllocator.LoopbackAddresses)
            {
                Socket replica = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    await replica.ConnectAsync(address, _replicas[(int)((uint)(first + i) % _replicas.Count)], _end.Token);
                    return replica;
                }
                catch (Exception down) when (down is SocketException or OperationCanceledException)
                {
                    replica.Dispose();
                }
            }
        }

        return null;
    }

    private static async Task PumpAsync(Socket from, Socket to, CancellationTokenSource broken)
    {
        byte[] buffer = new byte[16 * 1024];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer, broken.Token)) > 0)
            {
                for (int sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), broken.Token);
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception lost) when (lost is SocketException or OperationCanceledException)
        {
            await broken.CancelAsync();
        }
    }
}
