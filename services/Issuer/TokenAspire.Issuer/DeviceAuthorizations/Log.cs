namespace TokenAspire.Issuer.DeviceAuthorizations;

internal static partial class Log
{
    [LoggerMessage(2700, LogLevel.Information, "Subject {SubjectId} approved a device of client {ClientId}.")]
    public static partial void Approved(ILogger logger, string subjectId, string clientId);

    [LoggerMessage(2701, LogLevel.Information, "Subject {SubjectId} refused a device of client {ClientId}.")]
    public static partial void Denied(ILogger logger, string subjectId, string clientId);

    [LoggerMessage(2702, LogLevel.Information, "Subject {SubjectId} tried a user code that nothing waits under.")]
    public static partial void WrongUserCode(ILogger logger, string subjectId);

    [LoggerMessage(2703, LogLevel.Warning, "Subject {SubjectId} or their address tried too many user codes.")]
    public static partial void TooManyTries(ILogger logger, string subjectId);
}
