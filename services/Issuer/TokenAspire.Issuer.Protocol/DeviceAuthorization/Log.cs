using Microsoft.Extensions.Logging;

namespace TokenAspire.Issuer.Protocol.DeviceAuthorization;

internal static partial class Log
{
    [LoggerMessage(2711, LogLevel.Debug, "A device of client {ClientId} asked for authorization")]
    public static partial void DeviceAuthorizationStarted(ILogger logger, string clientId);

    [LoggerMessage(2712, LogLevel.Information, "Device authorization refused, {Error}: {Description}")]
    public static partial void DeviceRefused(ILogger logger, string error, string description);
}
