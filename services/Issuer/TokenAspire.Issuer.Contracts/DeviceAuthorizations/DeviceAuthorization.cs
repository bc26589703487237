namespace TokenAspire.Issuer.Contracts.DeviceAuthorizations;

/// <summary>What a device asks for (RFC 8628 3.1).</summary>
public sealed record DeviceAuthorization
{
    /// <summary>The client that asks, the only one that may redeem the device code.</summary>
    public required string ClientId { get; init; }

    /// <summary>The scopes that it asks for.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>When both codes die.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>Where a device authorization stands.</summary>
public enum DevicePoll
{
    /// <summary>Nobody has decided yet.</summary>
    Pending,

    /// <summary>The same, and the device asked too early: it has to wait five seconds longer from now on, which is remembered.</summary>
    SlowDown,

    /// <summary>The person approved: the device code can be redeemed like an authorization code.</summary>
    Approved,

    /// <summary>The person refused.</summary>
    Denied,

    /// <summary>Past its end.</summary>
    Expired,

    /// <summary>No such code of that client.</summary>
    Unknown,
}
