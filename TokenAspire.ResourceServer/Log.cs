using Microsoft.Extensions.Logging;

namespace TokenAspire.ResourceServer;

/// <summary>What verification writes: ids 3000 to 3099. Never a token, a key or the value of a claim.</summary>
internal static partial class Log
{
    [LoggerMessage(3000, LogLevel.Debug, "Token accepted")]
    public static partial void Accepted(ILogger logger);

    [LoggerMessage(3001, LogLevel.Information, "Token refused: {Reason}")]
    public static partial void Refused(ILogger logger, string reason);

    [LoggerMessage(3002, LogLevel.Warning, "The revocation replica is {Age} old; tokens are being {Decision} without recent knowledge of revocations")]
    public static partial void Degraded(ILogger logger, TimeSpan age, string decision);

    [LoggerMessage(3003, LogLevel.Warning, "The revocations have not been replayed yet; every token is refused until they have")]
    public static partial void NotReplayed(ILogger logger);

    [LoggerMessage(3004, LogLevel.Information, "Remembered tokens pass through the authentication middleware: the application has its own {Service}")]
    public static partial void AuthenticationNotSkipped(ILogger logger, string service);

    [LoggerMessage(3005, LogLevel.Information, "Remembered tokens pass through the authorization middleware: the application has its own {Service}")]
    public static partial void AuthorizationNotSkipped(ILogger logger, string service);
}
