using System.Net;
using System.Net.Sockets;

namespace TokenAspire.Issuer.Conformance.Server;

/// <summary>Calls from another address of this machine: what counts per address counts apart.</summary>
internal static class LocalAddress
{
    private static int _taken;

    /// <summary>An address that nobody has called from yet.</summary>
    public static string Take()
    {
        int number = Interlocked.Increment(ref _taken);
        return $"127.2.{number / 250}.{(number % 250) + 1}";
    }

    public static Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> ConnectFrom(string address) => async (context, cancellationToken) =>
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, context.DnsEndPoint.Port), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    };
}
