using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace TokenAspire.Load;

/// <summary>
/// One connection of HTTP/1.1 over TLS that stays open, one request at a time, at as little cost as the two ends allow.
/// The certificate is validated. Idle, it holds no buffer: there may be ten thousand of them.
/// </summary>
internal sealed class TlsConnection : IDisposable
{
    private const int LargestAnswer = 16 * 1024;

    private readonly Socket _socket;
    private readonly SslStream _stream;

    private TlsConnection(Socket socket)
    {
        _socket = socket;
        _stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
    }

    /// <summary>Whether the other end has closed it, or said something that nobody asked for.</summary>
    public bool IsStale => !_socket.Connected || _socket.Poll(TimeSpan.Zero, SelectMode.SelectRead);

    public static async Task<TlsConnection> OpenAsync(int port, CancellationToken cancellationToken = default)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            TlsConnection connection = new(socket);
            await connection._stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, cancellationToken);
            return connection;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Whether a request is answered with 200.</summary>
    public static async Task<bool> IsAnsweredAsync(int port, byte[] request)
    {
        using TlsConnection connection = await OpenAsync(port);
        return (await connection.ExchangeAsync(request)).Status == 200;
    }

    /// <summary>Sends a request and reads its whole answer. Anything that is not an answer is an <see cref="IOException"/>.</summary>
    public async ValueTask<HttpAnswer> ExchangeAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken = default)
    {
        await _stream.WriteAsync(request, cancellationToken);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(LargestAnswer);
        try
        {
            for (int received = 0; ;)
            {
                int count = await _stream.ReadAsync(buffer.AsMemory(received), cancellationToken);
                received += count > 0 ? count : throw new IOException("The server closed a connection.");
                if (HttpAnswerReader.TryRead(buffer.AsSpan(0, received), out HttpAnswer answer))
                {
                    return answer;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose() => _stream.Dispose();
}
