namespace TokenAspire.Issuer.Passkeys;

internal static partial class Log
{
    [LoggerMessage(2420, LogLevel.Information, "Subject {SubjectId} added a passkey.")]
    public static partial void Added(ILogger logger, Guid subjectId);

    [LoggerMessage(2421, LogLevel.Information, "Subject {SubjectId} removed a passkey.")]
    public static partial void Removed(ILogger logger, Guid subjectId);
}
