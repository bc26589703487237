namespace TokenAspire.Issuer.Contracts.Tokens;

/// <summary>What tokens came of by exchange (RFC 8693), so that whatever revokes the one reaches the other.</summary>
public interface IExchangedTokenStore
{
    /// <summary>
    /// Notes a token before it is issued. True: whatever revokes what it came of revokes it too, from now on. False: that
    /// has happened already, and it must not be issued.
    /// </summary>
    Task<bool> TryNoteAsync(ExchangedToken exchanged, CancellationToken cancellationToken);
}

/// <summary>A token that another one is exchanged for.</summary>
/// <param name="TokenId">Its <c>jti</c>.</param>
/// <param name="ExpiresAt">Its end, which is no later than that of the other.</param>
/// <param name="OriginTokenId">The <c>jti</c> of the token that was shown.</param>
/// <param name="OriginClientId">The client that had it.</param>
/// <param name="OriginIssuedAt">When that one was issued, to the millisecond.</param>
public sealed record ExchangedToken(
    Guid TokenId, DateTimeOffset ExpiresAt, string OriginTokenId, string OriginClientId, DateTimeOffset OriginIssuedAt);
