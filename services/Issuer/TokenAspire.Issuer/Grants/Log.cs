namespace TokenAspire.Issuer.Grants;

internal static partial class Log
{
    [LoggerMessage(2200, LogLevel.Warning, "An authorization code was used again; what it had issued is revoked.")]
    public static partial void CodeReused(ILogger logger);
}
