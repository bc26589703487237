namespace TokenAspire.Gateway.Edge;

/// <summary>What the edge writes: ids 6100 to 6199. Never a token, a claim, an address or a header.</summary>
internal static partial class Log
{
    [LoggerMessage(6100, LogLevel.Information, "{Count} requests since the last such line were refused by the rate limit of one {Limit}")]
    public static partial void Limited(ILogger logger, string limit, long count);

    [LoggerMessage(6101, LogLevel.Information, "A request was refused for its framing or its size with {Status}")]
    public static partial void Malformed(ILogger logger, int status);

    [LoggerMessage(6110, LogLevel.Information, "A request to {Cluster} is sent again, for the {Retry}. time")]
    public static partial void Retrying(ILogger logger, string cluster, int retry);

    [LoggerMessage(6111, LogLevel.Error, "{Cluster} has as many requests at a time as it may; more are refused")]
    public static partial void BulkheadFull(ILogger logger, string cluster);
}
