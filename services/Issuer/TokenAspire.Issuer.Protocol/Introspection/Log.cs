using Microsoft.Extensions.Logging;

namespace TokenAspire.Issuer.Protocol.Introspection;

internal static partial class Log
{
    [LoggerMessage(2301, LogLevel.Information, "Introspection refused, {Error}: {Description}")]
    public static partial void IntrospectionRefused(ILogger logger, string error, string description);
}
