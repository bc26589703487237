using Microsoft.Extensions.Logging;

namespace TokenAspire.Revocation;

/// <summary>What the revocation log writes: ids 2000 to 2099. Never a value of a revocation.</summary>
internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Debug, "{Count} revocations appended to the stream")]
    public static partial void Published(ILogger logger, int count);

    [LoggerMessage(2001, LogLevel.Warning, "{Count} revocations are journalled but not published; the outbox publishes them when Redis answers")]
    public static partial void Journalled(ILogger logger, int count, Exception cause);

    [LoggerMessage(2002, LogLevel.Information, "Revocation stream completed for this life of Redis: it held {Present}, {Appended} were appended from the journal")]
    public static partial void StreamSeeded(ILogger logger, int present, int appended);

    [LoggerMessage(2003, LogLevel.Error, "Publishing revocations is interrupted; it is tried again until it works")]
    public static partial void OutboxInterrupted(ILogger logger, Exception cause);

    [LoggerMessage(2004, LogLevel.Information, "Publishing revocations works again")]
    public static partial void OutboxResumed(ILogger logger);

    [LoggerMessage(2010, LogLevel.Information, "Reading the revocation stream from its start: Redis is new to this replica or its ids went back")]
    public static partial void ReadingFromStart(ILogger logger);

    [LoggerMessage(2011, LogLevel.Error, "{Count} entries of the revocation stream are not understood and left out")]
    public static partial void UnreadableEntries(ILogger logger, int count);

    [LoggerMessage(2012, LogLevel.Error, "The revocation replica cannot read the stream and is growing stale")]
    public static partial void ReplicaLostStream(ILogger logger, Exception cause);

    [LoggerMessage(2013, LogLevel.Information, "The revocation replica reads the stream again")]
    public static partial void ReplicaReachesStream(ILogger logger);

    [LoggerMessage(2014, LogLevel.Warning, "Wake-ups for new revocations are not subscribed yet; until then they are found by polling")]
    public static partial void SubscriptionFailed(ILogger logger, Exception cause);

    [LoggerMessage(2015, LogLevel.Warning, "New revocations are not announced to this replica, only found by polling; it connects to Redis anew")]
    public static partial void WakeUpsLost(ILogger logger);

    [LoggerMessage(2016, LogLevel.Warning, "The clock was set back behind revocations dropped as expired; the stream is read again from its start, and nothing is accepted until it has been")]
    public static partial void ClockSetBack(ILogger logger);

    [LoggerMessage(2020, LogLevel.Warning, "The connection to Redis has gone silent and is replaced")]
    public static partial void ConnectionReplaced(ILogger logger);
}
