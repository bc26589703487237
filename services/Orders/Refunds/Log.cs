namespace TokenAspire.Orders.Refunds;

internal static partial class Log
{
    [LoggerMessage(5001, LogLevel.Debug, "The stock of reservation {Reservation} is returned.")]
    public static partial void StockReturned(this ILogger logger, Guid reservation);

    [LoggerMessage(5002, LogLevel.Information, "Inventory refused to take back reservation {Reservation} with status {Status}; it will be tried again.")]
    public static partial void StockReturnRefused(this ILogger logger, Guid reservation, int status);

    [LoggerMessage(5003, LogLevel.Error, "Reservation {Reservation} could not be returned; it will be tried again.")]
    public static partial void StockReturnFailed(this ILogger logger, Exception fault, Guid reservation);
}
