namespace TokenAspire.Issuer.Store;

internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Information, "Schema file {File} applied.")]
    public static partial void SchemaApplied(ILogger logger, string file);

    [LoggerMessage(2001, LogLevel.Debug, "{Count} expired rows deleted.")]
    public static partial void RowsDeleted(ILogger logger, int count);

    [LoggerMessage(2002, LogLevel.Error, "Expired rows could not be deleted; the next round tries again.")]
    public static partial void CleanUpFailed(ILogger logger, Exception exception);

    [LoggerMessage(2003, LogLevel.Error, "The token store cannot be reached.")]
    public static partial void StoreUnavailable(ILogger logger, Exception exception);

    [LoggerMessage(2004, LogLevel.Information, "The token store answers again.")]
    public static partial void StoreIsBack(ILogger logger);
}
