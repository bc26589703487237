using Microsoft.Extensions.Logging;

namespace TokenAspire.Issuer.Protocol.Revocation;

internal static partial class Log
{
    [LoggerMessage(2401, LogLevel.Information, "Revocation refused, {Error}: {Description}")]
    public static partial void RevocationRefused(ILogger logger, string error, string description);

    [LoggerMessage(2402, LogLevel.Debug, "Client {ClientId} revoked a token ({Outcome})")]
    public static partial void TokenRevoked(ILogger logger, string clientId, string outcome);
}
