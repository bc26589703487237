using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TokenAspire.ResourceServer.Benchmarks;

/// <summary>
/// Sends requests that were made beforehand over connections that stay open, one at a time on each. Every answer must be
/// a 200; all answers of one address are equally long.
/// </summary>
internal sealed class LoadGenerator : IDisposable
{
    private static readonly byte[] Success = "HTTP/1.1 200 "u8.ToArray();
    private static readonly byte[] EndOfHeaders = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] Length = "Content-Length: 4\r\n"u8.ToArray();

    private readonly Socket[] _connections;
    private readonly byte[][] _requests;

    private LoadGenerator(Socket[] connections, byte[][] requests)
    {
        _connections = connections;
        _requests = requests;
    }

    public static async Task<LoadGenerator> ConnectAsync(Uri address, IEnumerable<string> tokens, int connections)
    {
        byte[][] requests = [.. tokens.Select(token => Encoding.ASCII.GetBytes(
            $"GET /orders HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {token}\r\n\r\n"))];
        Socket[] sockets = [.. Enumerable.Range(0, connections).Select(_ => new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true })];
        foreach (Socket socket in sockets)
        {
            await socket.ConnectAsync(IPAddress.Loopback, address.Port);
        }

        return new LoadGenerator(sockets, requests);
    }

    /// <summary>How many requests were answered in that time.</summary>
    public async Task<long> RunAsync(TimeSpan duration)
    {
        long begun = TimeProvider.System.GetTimestamp();
        long[] answered = await Task.WhenAll(_connections.Select((connection, index) => Task.Run(async () =>
        {
            byte[] buffer = new byte[4096];
            long count = 0;
            while (TimeProvider.System.GetElapsedTime(begun) < duration)
            {
                await connection.SendAsync(_requests[(index + count) % _requests.Length]);
                await ReceiveAsync(connection, buffer);
                count++;
            }

            return count;
        })));
        return answered.Sum();
    }

    public void Dispose() => Array.ForEach(_connections, connection => connection.Dispose());

    private static async ValueTask ReceiveAsync(Socket connection, byte[] buffer)
    {
        int received = 0;
        while (!IsComplete(buffer.AsSpan(0, received)))
        {
            int count = await connection.ReceiveAsync(buffer.AsMemory(received));
            received += count > 0 ? count : throw new InvalidOperationException("The server closed a connection.");
        }
    }

    private static bool IsComplete(ReadOnlySpan<byte> answer)
    {
        int headers = answer.IndexOf(EndOfHeaders);
        if (headers < 0)
        {
            return false;
        }

        return answer.StartsWith(Success) && answer[..headers].IndexOf(Length) > 0
            ? answer.Length >= headers + EndOfHeaders.Length + 4
            : throw new InvalidOperationException("A request failed: " + Encoding.ASCII.GetString(answer[..headers]));
    }
}
