using Microsoft.Extensions.Logging;

namespace TokenAspire.Issuer.Protocol.EndSession;

internal static partial class Log
{
    [LoggerMessage(2601, LogLevel.Debug, "A session was ended by client {ClientId}")]
    public static partial void LoggedOut(ILogger logger, string clientId);

    [LoggerMessage(2602, LogLevel.Information, "Logout refused, {Error}: {Description}")]
    public static partial void LogoutRefused(ILogger logger, string error, string description);
}
