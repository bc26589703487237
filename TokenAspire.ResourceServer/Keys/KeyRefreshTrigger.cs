namespace TokenAspire.ResourceServer;

/// <summary>Why the issuer's keys are read.</summary>
internal enum KeyRefreshTrigger
{
    Startup,
    Scheduled,
    UnknownKey,
}

internal static class KeyRefreshTriggers
{
    public static string ToWire(this KeyRefreshTrigger trigger) => trigger switch
    {
        KeyRefreshTrigger.Startup => "startup",
        KeyRefreshTrigger.Scheduled => "scheduled",
        _ => "unknown_key",
    };
}
