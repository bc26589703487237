namespace TokenAspire.Gateway.Edge.RateLimits;

/// <summary>Which of the limits a request has reached.</summary>
internal enum Limit
{
    Address,
    RefusedTokens,
    Client,
    Subject,
}

internal static class Limits
{
    /// <summary>As clients and the log read it.</summary>
    public static string ToWire(this Limit limit) => limit switch
    {
        Limit.Address => "address",
        Limit.RefusedTokens => "refused_tokens",
        Limit.Client => "client",
        _ => "subject",
    };
}
