using TokenAspire.Issuer.Contracts.Tokens;

namespace TokenAspire.Issuer.Contracts.RefreshFamilies;

/// <summary>Refresh tokens and their families; every verb is one transaction.</summary>
public interface IRefreshFamilyStore
{
    /// <summary>
    /// Uses a refresh token once. Of N parallel uses exactly one rotates; the rest are in grace or
    /// reuse. After <see cref="RotationOutcome.Reuse"/> the caller publishes what is pending.
    /// </summary>
    Task<RotationResult> RotateAsync(RotationRequest request, CancellationToken cancellationToken);

    /// <summary>The family of a token that could be used now; null otherwise. Never consumes: introspection asks this.</summary>
    Task<LiveRefreshToken?> FindLiveAsync(TokenHash token, CancellationToken cancellationToken);

    /// <summary>
    /// Ends the family of a token and journals its outstanding access tokens (RFC 7009 2.1), if the
    /// client is its owner; false where there is no such token of that client. The caller then
    /// publishes what is pending.
    /// </summary>
    Task<bool> RevokeAsync(TokenHash token, string clientId, CancellationToken cancellationToken);
}

/// <summary>A refresh token that could be used now.</summary>
/// <param name="Family">Its family.</param>
/// <param name="IssuedAt">When it was issued.</param>
/// <param name="ExpiresAt">When it goes stale.</param>
public sealed record LiveRefreshToken(RefreshFamily Family, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt);
