using TokenAspire.Issuer.Contracts.RefreshFamilies;
using TokenAspire.Issuer.Contracts.Tokens;

namespace TokenAspire.Issuer.Contracts.Grants;

/// <summary>Authorization codes: single use, also under concurrency and over several issuers.</summary>
public interface IAuthorizationCodeStore
{
    /// <summary>Keeps the grant under the code's hash; false where it rests on a consent that is withdrawn.</summary>
    Task<bool> StoreAsync(TokenHash code, AuthorizationGrant grant, CancellationToken cancellationToken);

    /// <summary>
    /// The grant behind a code, redeemed or not, so that the token request can be validated before
    /// the code is spent; null where the code is unknown. Changes nothing.
    /// </summary>
    Task<AuthorizationGrant?> FindAsync(TokenHash code, CancellationToken cancellationToken);

    /// <summary>
    /// Spends the code and starts its refresh family in one transaction. Of any number of parallel
    /// calls one gets <see cref="CodeRedemption.Redeemed"/>; each other one gets
    /// <see cref="CodeRedemption.AlreadyRedeemed"/>, and in the same transaction what the first use
    /// issued is revoked and journalled (RFC 6749 4.1.2). The caller then publishes what is pending.
    /// </summary>
    Task<CodeRedemption> RedeemAsync(TokenHash code, NewRefreshFamily family, CancellationToken cancellationToken);
}

/// <summary>How the redemption of a code ended.</summary>
public enum CodeRedemption
{
    /// <summary>The caller is the one who redeemed it.</summary>
    Redeemed,

    /// <summary>It had been redeemed before; what that issued is now revoked.</summary>
    AlreadyRedeemed,

    /// <summary>Never issued, past its end, or its login session has ended.</summary>
    UnknownOrExpired,
}
