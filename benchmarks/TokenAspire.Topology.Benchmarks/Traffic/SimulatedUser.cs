using System.Diagnostics.CodeAnalysis;
using System.Text;
using TokenAspire.Load;

namespace TokenAspire.Topology.Benchmarks.Traffic;

/// <summary>One person: a connection to the gateway, a token of their own, and one thing at a time.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never asked for holds nothing.")]
internal sealed class SimulatedUser(int gatewayPort, IssuerDoor issuer, Tokens tokens, Func<string> nextLogin)
{
    private const string OrderBody = """{"sku":"widget","quantity":1}""";

    // What the issuer promises: refused everywhere within the second.
    private static readonly TimeSpan RevocationLimit = TimeSpan.FromSeconds(1);

    // As an HTTP client has one.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private TlsConnection? _connection;
    private Tokens? _tokens = tokens;

    // As clients do, the same refresh is asked for again before anything else.
    private bool _isRefreshUnanswered;

    public async Task ConnectAsync() => _connection = await TlsConnection.OpenAsync(gatewayPort);

    public void Disconnect() => _connection?.Dispose();

    /// <summary>Does an errand after those before it.</summary>
    public async Task<Outcome> RunAsync(Errand errand)
    {
        await _turn.WaitAsync();
        errand = _tokens is null ? Errand.LogIn : _isRefreshUnanswered ? Errand.Refresh : errand;

        try
        {
            return new Outcome(errand, await DoAsync(errand));
        }
        catch (Exception failure) when (failure is IOException or System.Net.Sockets.SocketException or OperationCanceledException)
        {
            return new Outcome(errand, 0);
        }
        finally
        {
            _turn.Release();
        }
    }

    private Task<int> DoAsync(Errand errand) => errand.Name switch
    {
        "identity" => IdentityAsync(),
        "order" => CallAsync($"POST /api/orders HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: {OrderBody.Length}\r\n", OrderBody),
        "items" => CallAsync("GET /api/inventory/items/widget HTTP/1.1\r\n"),
        "find" => CallAsync($"GET /api/orders/{Guid.NewGuid()} HTTP/1.1\r\n"),
        "refresh" => RefreshAsync(_tokens!.Refresh),
        "log_in" => LogInAsync(),
        _ => LogOutAndInAsync(),
    };

    // A service in the middle answers 200 and says which one further down did not.
    private async Task<int> IdentityAsync()
    {
        HttpAnswer answer = await ExchangeAsync("GET /api/orders/identity HTTP/1.1\r\n", "");
        return answer.Status == 200 && answer.Body.Span.IndexOf("\"service\":\"shipping\",\"sub\""u8) < 0 ? 502 : answer.Status;
    }

    private async Task<int> CallAsync(string head, string body = "") => (await ExchangeAsync(head, body)).Status;

    private async Task<int> RefreshAsync(string refreshToken)
    {
        _isRefreshUnanswered = true;
        (int status, Tokens? renewed) = await issuer.RefreshAsync(refreshToken);
        _isRefreshUnanswered = renewed is null && status != 400;
        if (status == 400)
        {
            // The family is gone, after an answer that was lost for longer than the grace: logged in again.
            _tokens = null;
            (_, renewed) = await issuer.RefreshAsync(nextLogin());
        }

        _tokens = renewed ?? _tokens;
        return status;
    }

    private async Task<int> LogInAsync()
    {
        (int status, _tokens) = await issuer.RefreshAsync(nextLogin());
        _isRefreshUnanswered = false;
        return status;
    }

    private async Task<int> LogOutAndInAsync()
    {
        int revoked = 0;
        int refused = 0;
        int renewed = 0;
        try
        {
            revoked = await issuer.RevokeAsync(_tokens!.Refresh);
            long begun = TimeProvider.System.GetTimestamp();
            do
            {
                refused = await CallAsync("GET /api/inventory/items/widget HTTP/1.1\r\n");
            }
            while (refused == 200 && TimeProvider.System.GetElapsedTime(begun) < RevocationLimit);
        }
        finally
        {
            // Without an answer too: nobody goes on with a token that they have revoked.
            _tokens = null;
            renewed = await LogInAsync();
        }

        return revoked != 200 ? revoked : refused != 401 ? 409 : renewed;
    }

    private async Task<HttpAnswer> ExchangeAsync(string head, string body)
    {
        byte[] request = Encoding.ASCII.GetBytes($"{head}Host: localhost:{gatewayPort}\r\nAuthorization: Bearer {_tokens!.Access}\r\n\r\n{body}");
        using CancellationTokenSource limit = new(Patience, TimeProvider.System);
        if (_connection is not { IsStale: false })
        {
            _connection?.Dispose();
            _connection = null;
            _connection = await TlsConnection.OpenAsync(gatewayPort, limit.Token);
        }

        try
        {
            return await _connection.ExchangeAsync(request, limit.Token);
        }
        catch
        {
            _connection.Dispose();
            _connection = null;
            throw;
        }
    }
}
