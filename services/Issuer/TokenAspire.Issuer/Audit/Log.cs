namespace TokenAspire.Issuer.Audit;

internal static partial class Log
{
    [LoggerMessage(2600, LogLevel.Error, "{Count} audit events could not be stored; they are tried again.")]
    public static partial void NotStored(ILogger logger, int count, Exception exception);

    [LoggerMessage(2601, LogLevel.Error, "{Count} audit events were lost: more were waiting than Issuer:Audit:Capacity.")]
    public static partial void EventsLost(ILogger logger, long count);

    [LoggerMessage(2603, LogLevel.Error,
        "The audit event {Event} {Outcome} was not stored and is lost: actor {Actor}, subject {SubjectId}, client {ClientId}, session {SessionId}, {Detail}, at {OccurredAt:O}")]
    public static partial void EventLost(
        ILogger logger, string @event, string outcome, string? actor, string? subjectId, string? clientId, string? sessionId, string? detail, DateTimeOffset occurredAt);

    [LoggerMessage(2602, LogLevel.Warning, "{Count} audit events of unknown callers were left out: more in a minute than Issuer:Audit:UnknownPerMinute.")]
    public static partial void EventsLeftOut(ILogger logger, long count);
}
