using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TokenAspire.Issuer.Benchmarks;

/// <summary>One connection that stays open, one request at a time, at as little cost as the two ends allow.</summary>
internal sealed class HttpConnection : IDisposable
{
    private static readonly byte[] EndOfHeaders = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] ContentLength = "Content-Length: "u8.ToArray();

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[8192];

    private HttpConnection()
    {
    }

    public static async Task<HttpConnection> OpenAsync(int port)
    {
        HttpConnection connection = new();
        try
        {
            await connection._socket.ConnectAsync(IPAddress.Loopback, port);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A token request of the client <c>bench</c>, authenticated by <c>client_secret_basic</c>.</summary>
    public static byte[] TokenRequest(string path, string form)
    {
        string credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{IssuerServer.ClientId}:{IssuerServer.ClientSecret}"));
        return Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic {credentials}\r\n"
            + $"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {form.Length}\r\n\r\n{form}");
    }

    /// <summary>Whether a request is answered with 200.</summary>
    public static async Task<bool> IsAnsweredAsync(int port, byte[] request)
    {
        using HttpConnection connection = await OpenAsync(port);
        return (await connection.ExchangeAsync(request)).Status == 200;
    }

    /// <summary>Sends a request and reads its answer, which is good until the next one.</summary>
    public async ValueTask<HttpAnswer> ExchangeAsync(ReadOnlyMemory<byte> request)
    {
        await _socket.SendAsync(request);
        int received = 0;
        while (true)
        {
            int count = await _socket.ReceiveAsync(_buffer.AsMemory(received));
            received += count > 0 ? count : throw new InvalidOperationException("The server closed a connection.");
            if (TryReadAnswer(received, out HttpAnswer answer))
            {
                return answer;
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private bool TryReadAnswer(int received, out HttpAnswer answer)
    {
        answer = default;
        ReadOnlySpan<byte> text = _buffer.AsSpan(0, received);
        int end = text.IndexOf(EndOfHeaders);
        if (end < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> headers = text[..end];
        int length = headers.IndexOf(ContentLength);
        if (length < 0 || !Utf8Parser.TryParse(headers[(length + ContentLength.Length)..], out int body, out _))
        {
            throw new InvalidOperationException("An answer without Content-Length: " + Encoding.ASCII.GetString(headers));
        }

        int begin = end + EndOfHeaders.Length;
        if (received < begin + body || !Utf8Parser.TryParse(text["HTTP/1.1 ".Length..], out int status, out _))
        {
            return false;
        }

        answer = new HttpAnswer(status, _buffer.AsMemory(begin, body));
        return true;
    }
}

/// <summary>An answer's status and body.</summary>
internal readonly record struct HttpAnswer(int Status, ReadOnlyMemory<byte> Body)
{
    /// <summary>The body of an answer that has to be a success.</summary>
    public ReadOnlyMemory<byte> Expect200() => Status == 200
        ? Body
        : throw new InvalidOperationException($"A request was answered with {Status}: {Encoding.UTF8.GetString(Body.Span)}");
}
