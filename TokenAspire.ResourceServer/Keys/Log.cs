using Microsoft.Extensions.Logging;

namespace TokenAspire.ResourceServer;

internal static partial class Log
{
    [LoggerMessage(3010, LogLevel.Debug, "{Count} keys of the issuer loaded ({Trigger})")]
    public static partial void KeysLoaded(ILogger logger, int count, string trigger);

    [LoggerMessage(3011, LogLevel.Error, "No token can be verified, and each is answered with 503: no keys could be read from the issuer {Authority}, {Problem}. To mend it: {Fix}. It is tried again until it works")]
    public static partial void KeysNotLoaded(ILogger logger, string authority, string problem, string fix, Exception cause);

    [LoggerMessage(3012, LogLevel.Information, "The issuer's keys can be read again")]
    public static partial void KeysReadAgain(ILogger logger);

    [LoggerMessage(3013, LogLevel.Error, "The keys known stay in use for up to {MaxAge} after they were read: they could not be read again from the issuer {Authority}, {Problem}. To mend it: {Fix}. It is tried again until it works")]
    public static partial void KeysNotRefreshed(ILogger logger, TimeSpan maxAge, string authority, string problem, string fix, Exception cause);

    [LoggerMessage(3014, LogLevel.Error, "No token can be verified, and each is answered with 503: the keys known are older than {MaxAge} and could not be read again from the issuer {Authority}, {Problem}. To mend it: {Fix}. It is tried again until it works")]
    public static partial void KeysTooOld(ILogger logger, TimeSpan maxAge, string authority, string problem, string fix, Exception cause);
}
