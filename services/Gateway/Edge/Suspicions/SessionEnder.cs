using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using TokenAspire.Gateway.Bff;

namespace TokenAspire.Gateway.Edge.Suspicions;

/// <summary>
/// Ends sessions: for this process at once, for everybody through the issuer (<c>POST /admin/revocations</c>), which is
/// asked until it has answered. Where the gateway has no client that may revoke for others nothing is ever put in.
/// </summary>
internal sealed class SessionEnder(IHttpClientFactory clients, IOptions<SuspicionOptions> options, TimeProvider time, ILogger<SessionEnder> logger) : BackgroundService
{
    public const string ClientName = "TokenAspire.Gateway.Revocations";

    private const int Capacity = 10_000;

    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly BoundedMemory<string> _ended = new(Capacity, options.Value.Memory, time);
    private readonly Channel<Order> _orders = Channel.CreateBounded<Order>(Capacity);

    private sealed record Order(string Kind, string Value, string Reason);

    public bool HasEnded(string session) => _ended.Contains(session);

    /// <summary>Ends a session by its <c>sid</c>, or a token that has none by its <c>jti</c>.</summary>
    public void End(string session, bool isToken)
    {
        if (_ended.TryAdd(session) && !_orders.Writer.TryWrite(new Order(isToken ? "jti" : "sid", session, "suspicious use")))
        {
            Log.RevocationsWaiting(logger, Capacity);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (Order order in _orders.Reader.ReadAllAsync(stoppingToken))
        {
            while (!await TryRevokeAsync(order, stoppingToken))
            {
                await Task.Delay(RetryPause, time, stoppingToken);
            }
        }
    }

    private async Task<bool> TryRevokeAsync(Order order, CancellationToken ct)
    {
        try
        {
            using HttpClient issuer = clients.CreateClient(ClientName);
            using HttpResponseMessage response = await issuer.PostAsJsonAsync("/admin/revocations", order, ct);
            if (response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
            {
                // It would say so again, and the next order must not wait for that.
                Log.RevocationRefused(logger, (int)response.StatusCode);
                return true;
            }

            response.EnsureSuccessStatusCode();
            return true;
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException || (fault is OperationCanceledException && !ct.IsCancellationRequested))
        {
            Log.RevocationFailed(logger, fault);
            return false;
        }
    }
}
