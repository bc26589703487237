using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using TokenAspire.Load;

namespace TokenAspire.Topology.Benchmarks.Traffic;

/// <summary>The tokens of one family.</summary>
internal sealed record Tokens(string Access, string Refresh);

/// <summary>The issuer as a confidential client reaches it: a few connections that all its users share.</summary>
internal sealed class IssuerDoor(int port, string clientId, string secret) : IDisposable
{
    private readonly ConcurrentBag<TlsConnection> _idle = [];

    /// <summary>The next tokens of the family; null with the status where it has none.</summary>
    public async Task<(int Status, Tokens? Tokens)> RefreshAsync(string refreshToken)
    {
        HttpAnswer answer = await PostAsync("/connect/token", "grant_type=refresh_token&refresh_token=" + refreshToken);
        if (answer.Status != 200)
        {
            return (answer.Status, null);
        }

        using JsonDocument body = JsonDocument.Parse(answer.Body);
        return (200, new Tokens(
            body.RootElement.GetProperty("access_token").GetString()!,
            body.RootElement.GetProperty("refresh_token").GetString()!));
    }

    public async Task<int> RevokeAsync(string refreshToken) => (await PostAsync("/connect/revocation", "token=" + refreshToken)).Status;

    public void Dispose()
    {
        foreach (TlsConnection connection in _idle)
        {
            connection.Dispose();
        }
    }

    private async Task<HttpAnswer> PostAsync(string path, string form)
    {
        string credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{clientId}:{secret}"));
        byte[] request = Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: localhost:{port}\r\nAuthorization: Basic {credentials}\r\n"
            + $"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {form.Length}\r\n\r\n{form}");
        if (!_idle.TryTake(out TlsConnection? connection) || connection.IsStale)
        {
            connection?.Dispose();
            connection = await TlsConnection.OpenAsync(port);
        }

        try
        {
            HttpAnswer answer = await connection.ExchangeAsync(request);
            _idle.Add(connection);
            return answer;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
