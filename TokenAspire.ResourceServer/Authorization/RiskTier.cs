namespace TokenAspire.ResourceServer;

/// <summary>What a wrong answer would cost, and with it what happens while the revocation store is unreachable.</summary>
public enum RiskTier
{
    /// <summary>Decided from the replica; accepted for a bounded time while it is stale, counted and warned about.</summary>
    Standard,

    /// <summary>Needs a replica that is up to date within a second, by a synchronous catch-up if need be, else 503.</summary>
    Sensitive,
}
