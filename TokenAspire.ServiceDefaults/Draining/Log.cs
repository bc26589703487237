using Microsoft.Extensions.Logging;

namespace TokenAspire.ServiceDefaults.Draining;

internal static partial class Log
{
    [LoggerMessage(1020, LogLevel.Information, "Told to stop: unready, and serving for {Seconds} s more.")]
    public static partial void Draining(ILogger logger, double seconds);
}
