using System.Net.Sockets;
using System.Text;

namespace TokenAspire.Gateway.Tests.Edge;

/// <summary>A connection on which a test writes whatever it likes, to the letter.</summary>
internal sealed class RawConnection : IAsyncDisposable
{
    private readonly TcpClient _client = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<RawConnection> OpenAsync(Uri server)
    {
        RawConnection connection = new();
        await connection._client.ConnectAsync(server.Host, server.Port, Cancel);
        return connection;
    }

    public ValueTask WriteAsync(string text) => _client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text), Cancel);

    /// <summary>All that the server sends until it closes the connection; a reset is a close too.</summary>
    public async Task<string> ReadToEndAsync()
    {
        StringBuilder all = new();
        byte[] buffer = new byte[4096];
        for (int read = await ReadAsync(buffer); read > 0; read = await ReadAsync(buffer))
        {
            all.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        return all.ToString();
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<int> ReadAsync(byte[] buffer)
    {
        try
        {
            return await _client.GetStream().ReadAsync(buffer, Cancel);
        }
        catch (IOException reset) when (reset.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return 0;
        }
    }
}
