namespace TokenAspire.Issuer.Revocations;

internal static partial class Log
{
    [LoggerMessage(2520, LogLevel.Error, "How long access tokens live could not be noted; the next round tries again.")]
    public static partial void LifetimeNotNoted(ILogger logger, Exception exception);
}
