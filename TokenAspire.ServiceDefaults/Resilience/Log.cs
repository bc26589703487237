using Microsoft.Extensions.Logging;

namespace TokenAspire.ServiceDefaults.Resilience;

internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Information, "Retry {Attempt} to {Downstream} in {DelayMilliseconds} ms.")]
    public static partial void Retrying(this ILogger logger, string downstream, int attempt, double delayMilliseconds);

    [LoggerMessage(1002, LogLevel.Error, "The circuit to {Instance} is open for {BreakSeconds} s: too many of its answers were failures.")]
    public static partial void CircuitOpened(this ILogger logger, string instance, double breakSeconds);

    [LoggerMessage(1003, LogLevel.Information, "The circuit to {Instance} is closed again.")]
    public static partial void CircuitClosed(this ILogger logger, string instance);

    [LoggerMessage(1004, LogLevel.Error, "A request to {Downstream} failed for good.")]
    public static partial void Failed(this ILogger logger, Exception fault, string downstream);
}
