using TokenAspire.Issuer.Contracts.Tokens;

namespace TokenAspire.Issuer.Contracts.RefreshFamilies;

/// <summary>
/// The family that a redeemed code starts: one authorization of one client, with every token that
/// will ever descend from it. A client without <c>offline_access</c> has one too, without a refresh
/// token, so that its access token can be revoked with it.
/// </summary>
public sealed record NewRefreshFamily
{
    /// <summary>When no refresh helps any more, whatever happened in between.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The first refresh token; null without <c>offline_access</c>.</summary>
    public TokenHash? RefreshToken { get; init; }

    /// <summary>When the first refresh token goes stale; never later than <see cref="ExpiresAt"/>.</summary>
    public required DateTimeOffset RefreshTokenExpiresAt { get; init; }

    /// <summary>The access token issued together with it.</summary>
    public required IssuedAccessToken AccessToken { get; init; }

    /// <summary>The device that the family is bound to; null where the client named none.</summary>
    public string? DeviceId { get; init; }

    /// <summary>What the device calls itself, for the person who looks at their sessions; at most 256 characters.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The address that the request came from, likewise.</summary>
    public string? RemoteAddress { get; init; }

    /// <summary>Where the code was redeemed; null where nobody tells.</summary>
    public ClientPlace? Place { get; init; }
}

/// <summary>What must be remembered of an access token to be able to revoke or repeat it.</summary>
/// <param name="TokenId">The <c>jti</c> claim, a UUIDv7: its first 48 bits are the milliseconds of issue.</param>
/// <param name="IssuedAt">The <c>iat</c> claim.</param>
/// <param name="ExpiresAt">The <c>exp</c> claim.</param>
public sealed record IssuedAccessToken(Guid TokenId, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt);
