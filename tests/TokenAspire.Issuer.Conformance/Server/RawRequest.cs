using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace TokenAspire.Issuer.Conformance.Server;

/// <summary>A request as text, for what an HTTP client would never send.</summary>
public static class RawRequest
{
    /// <summary>Sends a request, head and body, and reads the status and all of the answer.</summary>
    public static async Task<(HttpStatusCode Status, string Text)> SendAsync(Uri server, string request)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using TcpClient connection = new();
        await connection.ConnectAsync(server.Host, server.Port, cancel);
        await using SslStream stream = new(connection.GetStream());
        await stream.AuthenticateAsClientAsync(server.Host);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), cancel);
        using StreamReader reader = new(stream, Encoding.UTF8);
        string text = await reader.ReadToEndAsync(cancel);

        // HTTP/1.1 400 Bad Request
        return ((HttpStatusCode)int.Parse(text.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture), text);
    }

    /// <summary>A POST of a form with these header lines, each ended by a line break.</summary>
    public static string Form(string path, string headers, string body) =>
        $"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {Encoding.Latin1.GetByteCount(body)}\r\n\r\n{body}";
}
