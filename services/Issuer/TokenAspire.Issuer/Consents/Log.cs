namespace TokenAspire.Issuer.Consents;

internal static partial class Log
{
    [LoggerMessage(2720, LogLevel.Information, "Subject {SubjectId} consented to client {ClientId}.")]
    public static partial void Given(ILogger logger, string subjectId, string clientId);

    [LoggerMessage(2721, LogLevel.Information, "Subject {SubjectId} refused client {ClientId}.")]
    public static partial void Denied(ILogger logger, string subjectId, string clientId);

    [LoggerMessage(2722, LogLevel.Information, "Subject {SubjectId} withdrew their consent to client {ClientId} ({Outcome}).")]
    public static partial void Withdrawn(ILogger logger, string subjectId, string clientId, string outcome);
}
