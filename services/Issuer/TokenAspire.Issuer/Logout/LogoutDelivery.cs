using Microsoft.Extensions.Options;
using TokenAspire.Issuer.Contracts.Logout;
using TokenAspire.Issuer.Contracts.Registrations;
using TokenAspire.Revocation;

namespace TokenAspire.Issuer.Logout;

/// <summary>Tells clients that a session ended (OIDC Back-Channel Logout 1.0, 2.5).</summary>
internal sealed class LogoutDelivery(
    LogoutOutbox outbox,
    IRegistrations registrations,
    ILogoutTokens tokens,
    IRevocationPublisher revocations,
    IHttpClientFactory clients,
    IOptions<LogoutDeliveryOptions> options,
    TimeProvider time,
    ILogger<LogoutDelivery> logger)
{
    /// <summary>The name of the HTTP client.</summary>
    public const string Client = "backchannel-logout";

    // Told side by side, so that a batch takes no longer than its slowest client.
    private const int BatchSize = 16;

    /// <summary>Tells whoever is to be told now; returns how many attempts were made.</summary>
    public async Task<int> DeliverDueAsync(CancellationToken cancellationToken)
    {
        List<DueLogout> due = await outbox.ClaimAsync(BatchSize, cancellationToken);
        if (due.Count > 0)
        {
            // Whoever hears of the end may rely on the session's tokens being refused.
            await revocations.PublishPendingAsync(cancellationToken);
            await Task.WhenAll(due.Select(logout => DeliverAsync(logout, cancellationToken)));
        }

        return due.Count;
    }

    private async Task DeliverAsync(DueLogout logout, CancellationToken cancellationToken)
    {
        LogoutNotice notice = logout.Notice;
        if (registrations.FindClient(notice.ClientId)?.BackChannelLogoutUri is not Uri address)
        {
            await outbox.RemoveAsync(notice.NoticeId, cancellationToken);
        }
        else if (await IsAcceptedAsync(address, notice, cancellationToken))
        {
            await outbox.RemoveAsync(notice.NoticeId, cancellationToken);
            Log.Delivered(logger, notice.ClientId, logout.Attempts);
        }
        else if (time.GetUtcNow() - logout.QueuedAt >= options.Value.GiveUpAfter)
        {
            await outbox.RemoveAsync(notice.NoticeId, cancellationToken);
            Log.GivenUp(logger, notice.ClientId, logout.Attempts);
        }
    }

    // 2.8: 200; some frameworks turn an empty answer into 204.
    private async Task<bool> IsAcceptedAsync(Uri address, LogoutNotice notice, CancellationToken cancellationToken)
    {
        using HttpClient client = clients.CreateClient(Client);
        using HttpRequestMessage request = new(HttpMethod.Post, address);
        request.Content = new FormUrlEncodedContent([KeyValuePair.Create("logout_token", tokens.Write(notice))]);
        try
        {
            // What the client says beyond its status is not read.
            using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            bool accepted = response.StatusCode is System.Net.HttpStatusCode.OK or System.Net.HttpStatusCode.NoContent;
            if (!accepted)
            {
                Log.Refused(logger, notice.ClientId, (int)response.StatusCode);
            }

            return accepted;
        }
        catch (HttpRequestException exception)
        {
            Log.Unreachable(logger, exception, notice.ClientId);
            return false;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.Unreachable(logger, exception, notice.ClientId);
            return false;
        }
    }
}
