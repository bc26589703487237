namespace TokenAspire.Issuer.Accounts;

internal static partial class Log
{
    [LoggerMessage(2400, LogLevel.Information, "Subject {SubjectId} logged in.")]
    public static partial void LoggedIn(ILogger logger, Guid subjectId);

    [LoggerMessage(2401, LogLevel.Information, "A login failed.")]
    public static partial void LoginFailed(ILogger logger);

    [LoggerMessage(2402, LogLevel.Information, "A login of subject {SubjectId} was refused: too many attempts.")]
    public static partial void LockedOut(ILogger logger, Guid subjectId);

    [LoggerMessage(2403, LogLevel.Information, "A login was refused: too many failures of its address.")]
    public static partial void LoginLimited(ILogger logger);
}
