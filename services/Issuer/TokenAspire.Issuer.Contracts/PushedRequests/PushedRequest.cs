namespace TokenAspire.Issuer.Contracts.PushedRequests;

/// <summary>An authorization request that its client pushed ahead (RFC 9126), kept until it is answered.</summary>
public sealed record PushedRequest
{
    /// <summary>The authenticated client that pushed it, the only one that it is good for.</summary>
    public required string ClientId { get; init; }

    /// <summary>The parameters, in the form of a query without its question mark.</summary>
    public required string Parameters { get; init; }

    /// <summary>When its reference dies.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>
    /// Whether the reference is no longer the client's but this issuer's own, made when the person was sent to
    /// one of its pages: the client's reference was spent on that.
    /// </summary>
    public bool IsContinued { get; init; }
}
