namespace TokenAspire.Gateway.Edge;

/// <summary>What the edge writes: ids 6100 to 6199. Never a token, a claim, an address or a header.</summary>
internal static partial class Log
{
    [LoggerMessage(6100, LogLevel.Information, "{Count} requests since the last such line were refused by the rate limit of one {Limit}")]
    public static partial void Limited(ILogger logger, string limit, long count);

    [LoggerMessage(6101, LogLevel.Information, "A request was refused for its framing, its size or its host with {Status}")]
    public static partial void Malformed(ILogger logger, int status);

    [LoggerMessage(6102, LogLevel.Error, "Redis does not answer; each gateway keeps to its rate limits alone")]
    public static partial void LimitsNotShared(ILogger logger, Exception fault);

    [LoggerMessage(6110, LogLevel.Information, "A request to {Cluster} is sent again, for the {Retry}. time")]
    public static partial void Retrying(ILogger logger, string cluster, int retry);

    [LoggerMessage(6111, LogLevel.Error, "{Cluster} has as many requests at a time as it may; more are refused")]
    public static partial void BulkheadFull(ILogger logger, string cluster);

    [LoggerMessage(6112, LogLevel.Error, "{Cluster} has failed too often in a row; it is left alone for a while")]
    public static partial void CircuitOpen(ILogger logger, string cluster);

    [LoggerMessage(6120, LogLevel.Information, "A live session was seen with {Kind}; ended for it: {Ended}")]
    public static partial void Suspected(ILogger logger, string kind, bool ended);

    [LoggerMessage(6121, LogLevel.Error, "The issuer has not ended a session; it will be asked again")]
    public static partial void RevocationFailed(ILogger logger, Exception fault);

    [LoggerMessage(6122, LogLevel.Error, "{Count} sessions wait for the issuer to end them; one more is ended here alone")]
    public static partial void RevocationsWaiting(ILogger logger, int count);

    [LoggerMessage(6123, LogLevel.Error, "The issuer refuses to end a session for this gateway ({Status}); it is ended here alone")]
    public static partial void RevocationRefused(ILogger logger, int status);
}
