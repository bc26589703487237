using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Web;
using TokenAspire.Issuer.Conformance.NodeClients;

namespace TokenAspire.Issuer.Conformance.Server;

/// <summary>What a client was sent on its back channel.</summary>
/// <param name="ContentType">Of the body.</param>
/// <param name="Body">As it came.</param>
public sealed record LogoutNotice(string ContentType, string Body)
{
    /// <summary>The logout token.</summary>
    public Jwt Token => new(HttpUtility.ParseQueryString(Body)["logout_token"]!);
}

/// <summary>The back channel of all clients (OIDC Back-Channel Logout 1.0, 2.5): a real socket with TLS.</summary>
public sealed class LogoutReceiver : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate = NodeClient.DevelopmentCertificate();
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<LogoutNotice> _notices = [];
    private readonly ConcurrentDictionary<string, bool> _refused = new(StringComparer.Ordinal);
    private readonly Task _serving;
    private volatile TaskCompletionSource _next = NewSignal();

    /// <summary>Starts to listen.</summary>
    public LogoutReceiver()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Everything that came.</summary>
    public IReadOnlyCollection<LogoutNotice> Notices => _notices;

    /// <summary>Where a client hears of logouts.</summary>
    public Uri AddressOf(TestClient client) =>
        new(string.Create(CultureInfo.InvariantCulture, $"https://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}/{client.ClientId}/logout"));

    /// <summary>Answers the next notice of a session with 500.</summary>
    public void RefuseOnce(string sessionId) => _refused[sessionId] = true;

    /// <summary>Waits until as many notices of a session have come, over all clients.</summary>
    public async Task<LogoutNotice[]> WaitForAsync(string sessionId, int count = 1)
    {
        while (true)
        {
            Task next = _next.Task;
            LogoutNotice[] found = [.. _notices.Where(notice => notice.Token["sid"] == sessionId)];
            if (found.Length >= count)
            {
                return found;
            }

            await next.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _serving;
        _certificate.Dispose();
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using TcpClient connection = await _listener.AcceptTcpClientAsync(_end.Token);
                try
                {
                    await AnswerAsync(connection);
                }
                catch (IOException)
                {
                    // The server hung up; it will come again.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // It is disposed of.
        }
    }

    // One request a connection.
    private async Task AnswerAsync(TcpClient connection)
    {
        await using SslStream stream = new(connection.GetStream());
        await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _end.Token);
        using StreamReader reader = new(stream, Encoding.ASCII);
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        _ = await reader.ReadLineAsync(_end.Token);
        while (await reader.ReadLineAsync(_end.Token) is { Length: > 0 } line)
        {
            string[] header = line.Split(": ", 2);
            headers[header[0]] = header[1];
        }

        char[] body = new char[int.Parse(headers["Content-Length"], CultureInfo.InvariantCulture)];
        await reader.ReadBlockAsync(body.AsMemory(), _end.Token);
        LogoutNotice notice = new(headers["Content-Type"], new string(body));
        string status = _refused.TryRemove(notice.Token["sid"]!, out _) ? "500 Internal Server Error" : "200 OK";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), _end.Token);
        _notices.Enqueue(notice);
        Interlocked.Exchange(ref _next, NewSignal()).SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
