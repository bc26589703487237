namespace TokenAspire.Issuer.Grants;

internal static partial class Log
{
    [LoggerMessage(2200, LogLevel.Warning, "An authorization code was used again; what it had issued is revoked.")]
    public static partial void CodeReused(ILogger logger);

    [LoggerMessage(2201, LogLevel.Warning, "Where a code was redeemed could not be noted; the first refresh is compared with no place.")]
    public static partial void PlaceNotNoted(ILogger logger, Exception exception);
}
