using Microsoft.Extensions.Logging;

namespace TokenAspire.Issuer.Protocol.Authorize;

internal static partial class Log
{
    [LoggerMessage(2101, LogLevel.Debug, "Authorization code issued to client {ClientId}")]
    public static partial void Authorized(ILogger logger, string clientId);

    [LoggerMessage(2102, LogLevel.Information, "Authorization refused, {Error}: {Description}")]
    public static partial void AuthorizationRefused(ILogger logger, string error, string description);
}
