using Microsoft.Extensions.Logging;

namespace TokenAspire.ResourceServer;

internal static partial class Log
{
    [LoggerMessage(3030, LogLevel.Error, "Tokens that the issuer has to be asked about are answered with 503: {Problem}. To mend it: {Fix}")]
    public static partial void NotIntrospected(ILogger logger, string problem, string fix, Exception? cause);

    [LoggerMessage(3031, LogLevel.Information, "The issuer answers about tokens again")]
    public static partial void IntrospectedAgain(ILogger logger);
}
