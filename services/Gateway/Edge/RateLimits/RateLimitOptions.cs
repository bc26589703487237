namespace TokenAspire.Gateway.Edge.RateLimits;

/// <summary>How many requests the gateway takes from whom; section <c>RateLimits</c>.</summary>
internal sealed class RateLimitOptions
{
    public const string Section = "RateLimits";

    /// <summary>
    /// Every request of one address, an IPv6 /64 being one, before anything else is done about it. Many people may share an
    /// address. Default: 500 a second, 5,000 at once.
    /// </summary>
    public Allowance Address { get; init; } = new() { PerSecond = 500, Burst = 5_000 };

    /// <summary>
    /// Tokens of one address that were refused. When they are used up, no token of that address is looked at: made-up ones
    /// cost neither cryptography nor questions to the issuer. Default: 20 a second, 200 at once.
    /// </summary>
    public Allowance RefusedTokens { get; init; } = new() { PerSecond = 20, Burst = 200 };

    /// <summary>One client, with all of its users together: the browsers are one client. Default: 5,000 a second, 20,000 at once.</summary>
    public Allowance Client { get; init; } = new() { PerSecond = 5_000, Burst = 20_000 };

    /// <summary>One person, with all of their clients together. Default: 100 a second, 1,000 at once.</summary>
    public Allowance Subject { get; init; } = new() { PerSecond = 100, Burst = 1_000 };

    /// <summary>How many addresses, clients and people are remembered, each; 40 bytes for one. Default: 65,536.</summary>
    public int RememberedKeys { get; set; } = 65_536;

    /// <summary>
    /// How often the replicas of the gateway tell each other, through the Redis of the revocations, what they let pass; 1
    /// second suits several replicas. Default: zero, each counts for itself.
    /// </summary>
    public TimeSpan ShareInterval { get; set; } = TimeSpan.Zero;
}

/// <summary>A token bucket: what it holds when full, and how fast it fills.</summary>
internal sealed class Allowance
{
    /// <summary>Requests a second for as long as one likes.</summary>
    public double PerSecond { get; set; }

    /// <summary>Requests at once after a quiet time.</summary>
    public int Burst { get; set; }
}
