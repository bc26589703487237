using TokenAspire.ResourceServer;

namespace TokenAspire.Orders.Refunds;

internal static class RefundServiceCollectionExtensions
{
    /// <summary>Adds the queue of stock to return, and the worker that returns it as the client <c>ClientCredentials</c> names.</summary>
    public static void AddStockReturns(this IServiceCollection services)
    {
        services.AddSingleton<StockReturns>();
        services.AddHostedService<StockReturnWorker>();
        services.AddHttpClient(StockReturnWorker.Client, client => client.BaseAddress = new Uri("https://inventory")).AddClientCredentials();
    }
}
