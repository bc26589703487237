namespace TokenAspire.Gateway.Bff;

/// <summary>What the part that serves browsers writes: ids 6000 to 6099. Never a token, a cookie, a code, a state or a claim.</summary>
internal static partial class Log
{
    [LoggerMessage(6000, LogLevel.Debug, "A browser has logged in")]
    public static partial void LoggedIn(ILogger logger);

    [LoggerMessage(6001, LogLevel.Information, "A login was refused: {Reason}")]
    public static partial void LoginRefused(ILogger logger, string reason);

    [LoggerMessage(6002, LogLevel.Error, "The issuer has answered with an id token that is not good")]
    public static partial void IdTokenRefused(ILogger logger);

    [LoggerMessage(6010, LogLevel.Information, "A browser's request was refused: {Reason}")]
    public static partial void Refused(ILogger logger, string reason);

    [LoggerMessage(6011, LogLevel.Debug, "A session was refreshed")]
    public static partial void Refreshed(ILogger logger);

    [LoggerMessage(6012, LogLevel.Information, "The issuer refuses to refresh a session; it ends")]
    public static partial void RefreshRefused(ILogger logger);

    [LoggerMessage(6013, LogLevel.Error, "Redis does not answer; a browser that does not receive its next cookie has to log in again")]
    public static partial void SuccessorsUnavailable(ILogger logger, Exception fault);

    [LoggerMessage(6020, LogLevel.Error, "The issuer cannot be reached")]
    public static partial void IssuerUnreachable(ILogger logger, Exception? fault);

    [LoggerMessage(6021, LogLevel.Error, "The issuer's token endpoint answered with {Status} and neither tokens nor a refused grant")]
    public static partial void TokenEndpointFailed(ILogger logger, int status);

    [LoggerMessage(6022, LogLevel.Error, "The issuer gave no answer about a person's sessions that could be used: {Status}")]
    public static partial void SessionsUnanswered(ILogger logger, int status);

    [LoggerMessage(6030, LogLevel.Debug, "A browser has logged out")]
    public static partial void LoggedOut(ILogger logger);

    [LoggerMessage(6031, LogLevel.Debug, "The issuer has ended a session")]
    public static partial void SessionEnded(ILogger logger);

    [LoggerMessage(6032, LogLevel.Information, "A logout token was refused: {Reason}")]
    public static partial void LogoutTokenRefused(ILogger logger, string reason);
}
