using Microsoft.Extensions.Logging;

namespace TokenAspire.Issuer.Protocol.PushedAuthorization;

internal static partial class Log
{
    [LoggerMessage(2111, LogLevel.Debug, "Client {ClientId} pushed an authorization request")]
    public static partial void Pushed(ILogger logger, string clientId);

    [LoggerMessage(2112, LogLevel.Information, "Pushed authorization request refused, {Error}: {Description}")]
    public static partial void PushRefused(ILogger logger, string error, string description);
}
