namespace TokenAspire.Issuer.Devices;

internal static partial class Log
{
    [LoggerMessage(2311, LogLevel.Information, "A session of subject {SubjectId} was started on a device that the subject had not used before.")]
    public static partial void NewDevice(ILogger logger, Guid subjectId);
}
