namespace TokenAspire.Issuer.Protocol;

/// <summary>Settings of the built-in engine, section <c>ProtocolEngine</c>.</summary>
public sealed class ProtocolEngineOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "ProtocolEngine";

    /// <summary>How long an authorization code can be redeemed. Default, and the most allowed: 60 seconds.</summary>
    public TimeSpan AuthorizationCodeLifetime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a pushed authorization request waits for its use. Default, and the most allowed: 60 seconds.</summary>
    public TimeSpan PushedRequestLifetime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a person has to approve a device. Default: 10 minutes.</summary>
    public TimeSpan DeviceCodeLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a device waits between two polls. Default: 5 seconds.</summary>
    public TimeSpan DevicePollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Lifetime of an id token. Default: 5 minutes.</summary>
    public TimeSpan IdTokenLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the JWKS and discovery documents may be cached. Default: 5 minutes.</summary>
    public TimeSpan MetadataMaxAge { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a DPoP proof is good for after it was made. Default: 60 seconds.</summary>
    public TimeSpan ProofLifetime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The window in which failed client authentications are counted. Default: 1 minute.</summary>
    public TimeSpan FailedAuthenticationWindow { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Failed authentications that one client may have from one address in a window. Default: 20.</summary>
    public int FailedAuthenticationsPerClient { get; set; } = 20;

    /// <summary>Failed authentications that one address may have in a window, whatever clients it names. Default: 100.</summary>
    public int FailedAuthenticationsPerAddress { get; set; } = 100;

    /// <summary>
    /// Token requests that one client may make at one issuer. Default: 10000 a second and 20000 at once, which is more than
    /// two cores issue; lower it so that no client can starve the others.
    /// </summary>
    public RequestRate TokenRequestsPerClient { get; set; } = new() { PerPeriod = 10_000, Burst = 20_000 };

    /// <summary>Token requests that public clients may make from one address (of IPv6: one /64) at one issuer. Default: 200 a second and 2000 at once.</summary>
    public RequestRate TokenRequestsPerAddress { get; set; } = new() { PerPeriod = 200, Burst = 2_000 };
}

/// <summary>How many requests are let through.</summary>
public sealed class RequestRate
{
    /// <summary>Requests in every <see cref="Period"/>, in the long run.</summary>
    public int PerPeriod { get; set; }

    /// <summary>Default: 1 second.</summary>
    public TimeSpan Period { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Requests at once, after a time without any; never less than a period's worth.</summary>
    public int Burst { get; set; }
}
