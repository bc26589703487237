using System.Net;

namespace TokenAspire.Orders.Refunds;

/// <summary>
/// Returns the stock of refunded and of failed orders to inventory with the service's own token, however long that takes: what fails goes to the
/// end of the queue, and the pause grows while nothing succeeds.
/// </summary>
internal sealed class StockReturnWorker(
    StockReturns returns, IHttpClientFactory clients, TimeProvider time, ILogger<StockReturnWorker> logger) : BackgroundService
{
    /// <summary>The HTTP client with the service's own token.</summary>
    public const string Client = "stock-returns";

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TimeSpan pause = FirstPause;
        await foreach (StockReturn item in returns.ReadAllAsync(stoppingToken))
        {
            if (await TryReturnAsync(item, stoppingToken))
            {
                pause = FirstPause;
                continue;
            }

            returns.Queue(item);
            await Task.Delay(pause, time, stoppingToken);
            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
        }
    }

    private async Task<bool> TryReturnAsync(StockReturn item, CancellationToken stoppingToken)
    {
        try
        {
            using HttpClient client = clients.CreateClient(Client);
            using HttpResponseMessage response = await client.DeleteAsync(
                $"/items/{Uri.EscapeDataString(item.Sku)}/reservations/{item.Reservation}", stoppingToken);

            // 404: inventory does not know the reservation, so there is nothing left to return.
            if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotFound)
            {
                logger.StockReturned(item.Reservation);
                return true;
            }

            logger.StockReturnRefused(item.Reservation, (int)response.StatusCode);
            return false;
        }
        catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
        {
            logger.StockReturnFailed(fault, item.Reservation); // whatever it was, the stock is still owed
            return false;
        }
    }
}
