namespace TokenAspire.Issuer.Contracts.Tokens;

/// <summary>Identifiers that are good once, over all replicas: the <c>jti</c> of client assertions and of DPoP proofs, the challenges of passkeys.</summary>
public interface IOneTimeIdentifiers
{
    /// <summary>Uses an identifier up; of any number of parallel calls, at whichever replica, one gets true.</summary>
    /// <param name="identifier">The hash of the identifier together with whatever it is unique under.</param>
    /// <param name="expiresAt">When what carries it is refused anyway, so that it may be forgotten.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task<bool> TryUseAsync(TokenHash identifier, DateTimeOffset expiresAt, CancellationToken cancellationToken);
}
